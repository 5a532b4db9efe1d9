import type { Settings } from '../../settings/settings.ts'
import { buildApiAddress } from '../api/addresses.ts'
import type { Installation } from '../installation.ts'

/** Prints the addresses for the person who started the program. */
export async function printBanner({ api, router }: Settings, setup: Installation['setup']) {
  const base = buildApiAddress(api)
  const token = await setup.issueToken()
  const lines = [
    `Mediary serves: gateway http ${router.httpPort || 'off'}, https ${router.httpsPort || 'off'}`,
    ...(api.enabled && api.port ? [`Console: ${base}/console/`] : []),
    ...(token ? [`First start: make the first user at ${base}/console/setup#token=${token}`] : []),
  ]
  process.stdout.write(`${lines.join('\n')}\n`)
}
