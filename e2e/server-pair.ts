import { mkdtempSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { connect } from 'node:tls'
import { run } from './program.ts'

/** A server certificate and its key as an operator brings them: PEM, and as files `cert` and `key` in `folder`. */
export function serverPair(name: string) {
  const folder = mkdtempSync(join(tmpdir(), 'mediary-pair-'))
  const args = ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '90']
  run('openssl', [...args, '-subj', `/CN=${name}`, '-keyout', join(folder, 'key'), '-out', join(folder, 'cert')])
  const read = (what: string) => readFileSync(join(folder, what), 'utf8')
  return { folder, cert: read('cert'), key: read('key') }
}

/** The name in the certificate that a new connection gets. */
export const shownName = (port: number) =>
  new Promise<string>((resolve, reject) => {
    const socket = connect({ port, host: '127.0.0.1', rejectUnauthorized: false }, () => {
      resolve(String(socket.getPeerCertificate().subject.CN))
      socket.destroy()
    }).on('error', reject)
  })
