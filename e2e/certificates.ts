import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { run } from './program.ts'

export type Pair = { key: string; cert: string; pem: string; keyPem: string }

const newKey = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes']

/** Makes a key and what `openssl req` makes of it: a request, or with `-x509` a certificate signed by itself. */
const makeKey = (commonName: string, files: { key: string; out: string }, more: string[] = []) =>
  run('openssl', ['req', ...newKey, '-subj', `/CN=${commonName}`, '-keyout', files.key, '-out', files.out, ...more])

/**
 * An authority made by `openssl`, which issues certificates into a folder of its own. `extensions` are further ones of
 * its own certificate, such as `nameConstraints=…`.
 */
export function authority(name: string, extensions: string[] = []) {
  const folder = mkdtempSync(join(tmpdir(), 'mediary-ca-'))
  const file = (what: string) => join(folder, what)
  const [caCert, caKey] = [file('ca.pem'), file('ca.key')]
  const added = extensions.flatMap((extension) => ['-addext', extension])
  makeKey(name, { key: caKey, out: caCert }, ['-x509', '-days', '30', ...added])

  return {
    pem: readFileSync(caCert, 'utf8'),
    issue(commonName: string, { subjectAltName = '', isExpired = false } = {}): Pair {
      const id = `${commonName}-${Math.random().toString(36).slice(2)}`
      const [key, request, cert] = [file(`${id}.key`), file(`${id}.csr`), file(`${id}.pem`)]
      makeKey(commonName, { key, out: request })
      const extensionsFile = file(`${id}.ext`)
      const names = subjectAltName && `subjectAltName=${subjectAltName}\n`
      writeFileSync(extensionsFile, `extendedKeyUsage=clientAuth\n${names}`)
      const days = isExpired ? '-1' : '10'
      const signing = ['-CA', caCert, '-CAkey', caKey, '-CAcreateserial', '-extfile', extensionsFile, '-days', days]
      run('openssl', ['x509', '-req', '-in', request, '-out', cert, ...signing])
      return { key, cert, pem: readFileSync(cert, 'utf8'), keyPem: readFileSync(key, 'utf8') }
    },
  }
}
