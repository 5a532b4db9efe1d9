import { randomBytes } from 'node:crypto'
import { auditSender, chooseTransport } from '../../audits/index.ts'
import { claims } from '../../platform/database/claims.ts'
import type { Core } from './core.ts'

// Longer than one batch takes.
const claimFor = 60_000

/** Sends audits to the repository of the settings, if there is one. Over TLS the gateway shows its own certificate. */
export function sendAudits({ settings, stores, database, log }: Core) {
  const target = settings.auditing.auditEvents
  if (target.interface === 'internal') return undefined
  const work = claims(database, randomBytes(8).toString('hex'))
  const send = chooseTransport(target, async () => {
    const { key, cert, trusted } = await stores.keystore.forGateway()
    return { key, cert, ca: trusted.map(({ pem }) => pem), minVersion: settings.tls.minVersion }
  })
  return auditSender({ audits: stores.audits, send, mayStart: () => work.take('audits', claimFor), log })
}
