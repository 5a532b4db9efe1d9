import { buildCalendar, needsRenewal, watchFiles } from '../../keystore/index.ts'
import { every } from '../../platform/every.ts'
import type { Log } from '../../platform/log.ts'
import type { Settings } from '../../settings/settings.ts'
import type { Installation } from '../installation.ts'
import { listCertificates } from './certificate-list.ts'

const lookEvery = 3_600_000

/** The renewal monitor: it loads renewed certificate files, and logs warnings for certificates that expire soon. */
export async function renewalMonitor(settings: Settings, stores: Installation, log: Log, restart: () => Promise<void>) {
  const { watchFSForCert, certPath, keyPath } = settings.certificateManagement
  const { apply, warnDays } = settings.certificates
  const serving = { now: false }
  const files = watchFSForCert
    ? watchFiles({ certPath, keyPath }, stores.keystore, log, async () => {
        // Before the workers start they take it by themselves.
        if (serving.now && apply === 'restart') await restart()
      })
    : undefined
  await files?.check()
  serving.now = true
  const { fault } = await stores.keystore.serving()
  if (fault !== undefined) log.error(fault)
  await stores.keystore.rememberGood()

  const warned = new Map<string, string>()
  const warn = async () => {
    const { certificates } = buildCalendar(await listCertificates(stores), { now: Date.now(), warnDays })
    for (const { kind, name, daysLeft, state, breaks } of certificates.filter(needsRenewal)) {
      // Once a day for each, however often it is looked at.
      const day = String(daysLeft)
      if (warned.get(`${kind} ${name}`) === day) continue
      warned.set(`${kind} ${name}`, day)
      log.warn({ kind, certificate: name, daysLeft, state, breaks }, 'a certificate needs to be renewed')
    }
  }
  const warning = every(lookEvery, 'looking for certificates that end soon', warn, log)
  // What it warns of can wait until requests are served.
  void warning.run()
  return {
    async stop() {
      files?.stop()
      await warning.stop()
    },
  }
}
