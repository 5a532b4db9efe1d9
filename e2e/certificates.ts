import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { run } from './program.ts'

export type Pair = { key: string; cert: string; pem: string; keyPem: string }

/**
 * An authority made by `openssl`, which issues certificates into a folder of its own. `extensions` are further ones of
 * its own certificate, such as `nameConstraints=…`.
 */
export function authority(name: string, extensions: string[] = []) {
  const folder = mkdtempSync(join(tmpdir(), 'mediary-ca-'))
  const file = (what: string) => join(folder, what)
  run('openssl', [
    'req',
    '-x509',
    '-newkey',
    'ec',
    '-pkeyopt',
    'ec_paramgen_curve:prime256v1',
    '-nodes',
    '-days',
    '30',
    '-subj',
    `/CN=${name}`,
    '-keyout',
    file('ca.key'),
    '-out',
    file('ca.pem'),
    ...extensions.flatMap((extension) => ['-addext', extension]),
  ])

  return {
    pem: readFileSync(file('ca.pem'), 'utf8'),
    issue(commonName: string, { subjectAltName = '', start = '', end = '' } = {}): Pair {
      const id = `${commonName}-${Math.random().toString(36).slice(2)}`
      const [key, request, cert, extensions] = ['key', 'csr', 'pem', 'ext'].map((kind) => file(`${id}.${kind}`)) as [
        string,
        string,
        string,
        string,
      ]
      run('openssl', [
        'req',
        '-newkey',
        'ec',
        '-pkeyopt',
        'ec_paramgen_curve:prime256v1',
        '-nodes',
        '-subj',
        `/CN=${commonName}`,
        '-keyout',
        key,
        '-out',
        request,
      ])
      writeFileSync(
        extensions,
        `extendedKeyUsage=clientAuth\n${subjectAltName && `subjectAltName=${subjectAltName}\n`}`,
      )
      const dates = start && end ? ['-not_before', start, '-not_after', end] : ['-days', '10']
      run('openssl', [
        'x509',
        '-req',
        '-in',
        request,
        '-CA',
        file('ca.pem'),
        '-CAkey',
        file('ca.key'),
        '-CAcreateserial',
        '-extfile',
        extensions,
        '-out',
        cert,
        ...(dates[0] === '-days' ? dates : ['-days', '-1']),
      ])
      return { key, cert, pem: readFileSync(cert, 'utf8'), keyPem: readFileSync(key, 'utf8') }
    },
  }
}
