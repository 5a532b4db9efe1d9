import { inService } from '../../keystore/index.ts'
import { listHostNames } from '../api/addresses.ts'
import { renewalMonitor } from '../certificates/renewal-monitor.ts'
import type { Core } from './core.ts'

/**
 * Keeps the certificates that the gateway serves with. `served` is the state of the keystore that the workers were
 * started with, when this process replaces another.
 */
export async function keepCertificates({ settings, stores, log, requests, steps }: Core, served: string | undefined) {
  await stores.keystore.ensureServerCertificate(listHostNames(settings))
  const monitor = await renewalMonitor(settings, stores, log, () => gateway.restart())
  const restart = async (keystore: string) => {
    await requests.ask({ type: 'restart', keystore })
    await steps.renewTls()
  }
  const gateway = await inService(stores.keystore, restart, served)
  return { gateway, stop: monitor.stop }
}
