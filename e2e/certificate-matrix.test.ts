import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { promisify } from 'node:util'
import type { Refusal } from './api.ts'
import { run, startProgram } from './program.ts'
import { until } from './until.ts'
import { startUpstream } from './upstream.ts'

const exec = promisify(execFile)
const folder = mkdtempSync(join(tmpdir(), 'mediary-matrix-'))
const file = (name: string, content?: string) => {
  if (content !== undefined) writeFileSync(join(folder, name), content)
  return join(folder, name)
}
const ec = ['ec', '-pkeyopt', 'ec_paramgen_curve:P-256']
const ca = 'basicConstraints=critical,CA:TRUE\nkeyUsage=keyCertSign,cRLSign\n'

type Made = { name: string; subject: string; by?: string; extensions?: string; days?: [string, string]; key?: string[] }

/** One certificate, made by `openssl ca`, which alone lets a test choose both ends of its time. */
function make({ name, subject, by, extensions = 'extendedKeyUsage=clientAuth\n', days, key = ec }: Made) {
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

const pem = (name: string) => readFileSync(file(`${name}.pem`), 'utf8')
const fingerprint = (name: string) =>
  run('openssl', ['x509', '-in', file(`${name}.pem`), '-noout', '-fingerprint', '-sha256'])
    .trim()
    .split('=')[1]

function makeAll() {
  make({ name: 'root', subject: 'Root', extensions: ca })
  make({ name: 'middle', subject: 'Middle', by: 'root', extensions: ca })
  make({ name: 'hidden', subject: 'Hidden', by: 'root', extensions: ca })
  for (const [name, by] of [
    ['deep1', 'root'],
    ['deep2', 'deep1'],
    ['deep3', 'deep2'],
    ['deep4', 'deep3'],
  ] as const)
    make({ name, subject: name, by, extensions: ca })
  make({ name: 'stranger', subject: 'Stranger', extensions: ca })
  make({ name: 'good', subject: 'good.example', by: 'root' })
  make({ name: 'rsa', subject: 'rsa.example', by: 'root', key: ['rsa:2048'] })
  make({
    name: 'san',
    subject: 'anything',
    by: 'root',
    extensions: 'extendedKeyUsage=clientAuth\nsubjectAltName=DNS:san.example\n',
  })
  make({ name: 'expired', subject: 'expired.example', by: 'root', days: ['20230101000000Z', '20240101000000Z'] })
  make({ name: 'early', subject: 'early.example', by: 'root', days: ['20430101000000Z', '20440101000000Z'] })
  make({ name: 'wrong', subject: 'stranger.example', by: 'root' })
  make({ name: 'unknown', subject: 'unknown.example', by: 'stranger' })
  make({ name: 'partial', subject: 'partial.example', by: 'hidden' })
  make({ name: 'unseen', subject: 'unseen.example', by: 'hidden' })
  make({ name: 'chained', subject: 'chained.example', by: 'middle' })
  make({ name: 'deep', subject: 'deep.example', by: 'deep4' })
  make({ name: 'server', subject: 'usage.example', by: 'root', extensions: 'extendedKeyUsage=serverAuth\n' })
  make({ name: 'revoked', subject: 'revoked.example', by: 'root' })
}

/** The list that the authority itself would publish. */
function listOfRevoked() {
  run('openssl', [
    'ca',
    '-config',
    file('root.cnf'),
    '-cert',
    file('root.pem'),
    '-keyfile',
    file('root.key'),
    '-revoke',
    file('revoked.pem'),
  ])
  return run('openssl', [
    'ca',
    '-config',
    file('root.cnf'),
    '-cert',
    file('root.pem'),
    '-keyfile',
    file('root.key'),
    '-gencrl',
  ])
}

// What is presented, with whom it came, and why it is refused; nothing: it passes.
const matrix: [string, string[], string?, RegExp?][] = [
  ['good', []],
  ['rsa', []],
  ['san', []],
  ['chained', ['middle']],
  ['expired', [], 'expired-certificate', /has expired/],
  ['early', [], 'early-certificate', /is not valid yet/],
  ['revoked', [], 'revoked-certificate', /is revoked/],
  ['wrong', [], 'wrong-domain|unknown-domain', /Domain/],
  ['unknown', [], 'untrusted-certificate', /not trusted/],
  ['partial', [], 'untrusted-certificate', /not trusted/],
  // An authority must stand in the keystore: one that is only sent along could not be checked when a session is resumed.
  ['unseen', ['hidden'], 'untrusted-certificate', /not trusted/],
  ['deep', ['deep4', 'deep3', 'deep2', 'deep1'], 'too-deep', /4 intermediate certificates, at most 3 allowed/],
  ['server', [], 'wrong-usage', /may not be used to authenticate a client/],
]

const domains: Record<string, string> = { server: 'usage.example', wrong: 'wrong.example' }

for (const way of ['by its Domain', 'by a pinned fingerprint'] as const)
  test(`certificates of every kind meet the stated answer when a client is known ${way}, before and after a restart`, async (context) => {
    makeAll()
    const upstream = await startUpstream()
    const program = await startProgram({ workers: 2 })
    context.after(async () => {
      await program.end()
      await upstream.stop()
    })
    await program.makeChannel({ name: 'lab' }, upstream.port)
    for (const [name] of matrix)
      await program.makeClient({
        clientID: name,
        clientDomain: domains[name] ?? `${name}.example`,
        ...(way === 'by a pinned fingerprint' && { certFingerprint: fingerprint(name) }),
      })
    assert.equal(
      (
        await program.call('POST', '/keystore/ca/cert', {
          cert: ['root', 'middle', 'deep1', 'deep2', 'deep3', 'deep4'].map(pem).join(''),
        })
      ).status,
      201,
    )
    assert.equal((await program.call('POST', '/restart')).status, 200)
    const imported = await program.call('POST', '/authority/revocation-lists', { crl: listOfRevoked() })
    assert.equal(imported.status, 201, imported.text)

    const askAll = async (round: string) => {
      for (const [name, sent, code, reason] of matrix) {
        const cert = file(`${name}-sent.pem`, [name, ...sent].map(pem).join(''))
        const path = `/lab/${round}-${name}`
        const args = [
          '-sk',
          '--max-time',
          '20',
          '-o',
          file('answer'),
          '-w',
          '%{http_code}',
          '--cert',
          cert,
          '--key',
          file(`${name}.key`),
        ]
        const { stdout } = await exec('curl', [...args, program.https + path])
        assert.equal(stdout, code ? '401' : '200', `${round}: ${name}`)
        if (!code) continue
        const refusal = await until(`a refusal of ${path}`, async () =>
          (await program.get<(Refusal & { code: string })[]>('/refusals?limit=50')).find((one) => one.path === path),
        )
        assert.match(refusal.code, new RegExp(`^(${code})$`), refusal.reason)
        assert.match(refusal.reason, reason ?? /^$/)
      }
    }
    await askAll('before')
    assert.equal((await program.call('POST', '/restart')).status, 200)
    await askAll('after')
  })
