import { migrations } from '../../migrations/index.ts'
import { bodyStore } from '../bodies/index.ts'
import { compareRequests, loadRules, type ParityReport } from '../parity/index.ts'
import { CommandError } from '../platform/command-error.ts'
import { pendingMigrations } from '../platform/database/migrate.ts'
import { installation } from '../processes/installation.ts'
import { checkKey, openInstallation } from '../processes/open.ts'
import type { Settings } from '../settings/settings.ts'
import { readRecordedRequests } from '../transactions/index.ts'

const day = 24 * 60 * 60 * 1000

/** Puts the requests of the last days through the rules of the gateway, while Mediary serves or is stopped. */
export async function findParity(
  settings: Settings,
  { days, now = Date.now() }: { days: number; now?: number },
  onProgress?: (done: number) => void,
): Promise<ParityReport> {
  const { database, secrets } = openInstallation(settings)
  try {
    if ((await pendingMigrations(database, migrations)).length)
      throw new CommandError('The store is of an older version: start Mediary once, so that it is brought up to date.')
    await checkKey(database, secrets, settings)
    const stores = installation(database, secrets, settings, async () => undefined)
    const rules = await loadRules({ ...stores, mechanisms: () => stores.mechanisms.enabled() })
    const since = now - days * day
    const requests = readRecordedRequests(database, since)
    return await compareRequests(
      requests,
      { rules, bodies: bodyStore(database, stores.bodyKeys) },
      { since, ...(onProgress && { onProgress }) },
    )
  } finally {
    await database.close()
  }
}
