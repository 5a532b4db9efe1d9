import { execFileSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** Paths of PEM files: `server` and `client` hold certificate and key together, as HAProxy and ab want them. */
export type Certificates = { ca: string; server: string; serverKey: string; serverCertificate: string; client: string }

export function makeCertificates(folder: string, domain: string): Certificates {
  const path = (name: string) => join(folder, name)
  const openssl = (...args: string[]) => execFileSync('openssl', args, { stdio: ['ignore', 'ignore', 'pipe'] })
  const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-noenc']

  const authority = ['-x509', '-days', '2', '-subj', '/CN=Mediary bench CA', '-addext', 'keyUsage=keyCertSign,cRLSign']
  openssl('req', ...authority, ...key, '-keyout', path('ca.key'), '-out', path('ca.pem'))

  const issue = (name: string, subject: string, usage: string) => {
    const extensions = [
      '-addext',
      'basicConstraints=critical,CA:FALSE',
      '-addext',
      `subjectAltName=DNS:${subject}`,
      '-addext',
      `extendedKeyUsage=${usage}`,
    ]
    const signing = ['-x509', '-CA', path('ca.pem'), '-CAkey', path('ca.key'), '-days', '2']
    openssl(
      ...['req', '-subj', `/CN=${subject}`, ...signing, ...extensions, ...key],
      ...['-keyout', path(`${name}.key`), '-out', path(`${name}.crt`)],
    )
    writeFileSync(path(`${name}.pem`), `${readFileSync(path(`${name}.crt`))}${readFileSync(path(`${name}.key`))}`, {
      mode: 0o600,
    })
    return path(`${name}.pem`)
  }
  return {
    ca: path('ca.pem'),
    server: issue('server', 'localhost', 'serverAuth'),
    serverKey: path('server.key'),
    serverCertificate: path('server.crt'),
    client: issue('client', domain, 'clientAuth'),
  }
}
