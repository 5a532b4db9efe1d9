// Certificates with a beginning, an end and extensions that a test chooses.
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { run } from './program.ts'

const folder = mkdtempSync(join(tmpdir(), 'mediary-certificates-'))
/** Returns the path of a file beside the certificates, and writes it. */
export const file = (name: string, content?: string) => {
  if (content !== undefined) writeFileSync(join(folder, name), content)
  return join(folder, name)
}
const ec = ['ec', '-pkeyopt', 'ec_paramgen_curve:P-256']
/** The extensions of an authority. */
export const ca = 'basicConstraints=critical,CA:TRUE\nkeyUsage=keyCertSign,cRLSign\n'

type Made = { name: string; subject: string; by?: string; extensions?: string; days?: [string, string]; key?: string[] }

/** Makes one certificate with `openssl ca`, which alone lets a test choose both ends of its time. `by`: its issuer, itself when absent. */
export function make({ name, subject, by, extensions = 'extendedKeyUsage=clientAuth\n', days, key = ec }: Made) {
  run('openssl', [
    'req',
    '-new',
    '-newkey',
    ...key,
    '-nodes',
    '-subj',
    `/CN=${subject}`,
    '-keyout',
    file(`${name}.key`),
    '-out',
    file(`${name}.csr`),
  ])
  const issuer = by ?? name
  file(`${issuer}.index`, '')
  file(`${issuer}.attr`, '')
  const settings = `[ca]\ndefault_ca=it\n[it]\ndatabase=${file(`${issuer}.index`)}\nnew_certs_dir=${folder}\nrand_serial=yes\ndefault_md=sha256\npolicy=any\nunique_subject=no\ndefault_crl_days=7\n[any]\ncommonName=supplied\n`
  const signing = by
    ? ['-cert', file(`${by}.pem`), '-keyfile', file(`${by}.key`)]
    : ['-selfsign', '-keyfile', file(`${name}.key`)]
  const [from = '20240101000000Z', to = '20440101000000Z'] = days ?? []
  const args = [
    'ca',
    '-batch',
    '-notext',
    '-config',
    file(`${issuer}.cnf`, settings),
    ...signing,
    '-startdate',
    from,
    '-enddate',
    to,
  ]
  run('openssl', [
    ...args,
    '-extfile',
    file(`${name}.ext`, extensions),
    '-in',
    file(`${name}.csr`),
    '-out',
    file(`${name}.pem`),
  ])
  return name
}

export const pem = (name: string) => readFileSync(file(`${name}.pem`), 'utf8')
export const fingerprint = (name: string) =>
  run('openssl', ['x509', '-in', file(`${name}.pem`), '-noout', '-fingerprint', '-sha256'])
    .trim()
    .split('=')[1]
