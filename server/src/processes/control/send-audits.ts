import { randomBytes } from 'node:crypto'
import { rootCertificates } from 'node:tls'
import { auditFeed, fhirClient } from '../../audit-events/index.ts'
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

/** Feeds the FHIR server of the settings with audit events, if there is one. Over TLS the gateway shows its own certificate. */
export function feedAuditEvents({ settings, stores, database, log }: Core) {
  const { url, token, method } = settings.auditing.fhirFeed
  if (url === undefined) return undefined
  const work = claims(database, randomBytes(8).toString('hex'))
  const send = fhirClient({ url, token, method }, async () => {
    const { key, cert, trusted } = await stores.keystore.forGateway()
    return { key, cert, ca: [...rootCertificates, ...trusted.map(({ pem }) => pem)] }
  })
  const mayStart = () => work.take('audit-feed', claimFor)
  return auditFeed(database, { events: stores.auditEvents, send, mayStart, log })
}
