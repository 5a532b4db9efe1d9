import { Intake, openAuditReceiver } from '../../audits/index.ts'
import { listenerTlsOptions } from '../../keystore/index.ts'
import type { Core } from './core.ts'

/** Opens the listeners for audit messages. Those over TLS follow the certificates of the keystore. */
export async function receiveAudits({ settings, stores, counted, log, steps }: Core) {
  const { renewTls } = steps
  const receiver = await openAuditReceiver({
    settings: settings.auditing.servers,
    intake: new Intake(stores.audits, { log, count: counted.totals.countAudits }),
    tls: async () => {
      const { key, cert, trusted } = await stores.keystore.forGateway()
      return { ...listenerTlsOptions(settings.tls), key, cert, ca: trusted.map(({ pem }) => pem) }
    },
    log,
  })
  steps.renewTls = async () => {
    await Promise.all([renewTls(), receiver.renewTls()])
  }
  return receiver
}
