import { migrations } from '../../migrations/index.ts'
import { type BodyStore, type HeadStore, headStore } from '../bodies/index.ts'
import { compareRequests, loadRules, type ParityReport, type Rules } from '../parity/index.ts'
import { CommandError } from '../platform/command-error.ts'
import type { Database } from '../platform/database/database.ts'
import { pendingMigrations } from '../platform/database/migrate.ts'
import { installation } from '../processes/installation.ts'
import { checkKey, openInstallation } from '../processes/open.ts'
import type { Settings } from '../settings/settings.ts'
import { type Comparison, compareMirrored, readAnswers } from '../shadow/index.ts'
import { readRecordedRequests, takeOver } from '../transactions/index.ts'

const day = 24 * 60 * 60 * 1000

type Opened = { database: Database; heads: HeadStore; rules: Rules; bodies: BodyStore }

/** Opens the store of the rules of the gateway, while Mediary serves or is stopped. Nothing is written. */
async function withRules<T>(settings: Settings, work: (opened: Opened) => Promise<T>): Promise<T> {
  const { database, secrets } = openInstallation(settings)
  try {
    if ((await pendingMigrations(database, migrations)).length)
      throw new CommandError('The store is of an older version: start Mediary once, so that it is brought up to date.')
    await checkKey(database, secrets, settings)
    await takeOver(database)
    const stores = installation(database, secrets, settings, async () => undefined)
    const rules = await loadRules({ ...stores, mechanisms: () => stores.mechanisms.enabled() })
    return await work({ database, heads: headStore(database), rules, bodies: stores.bodies })
  } finally {
    await database.close()
  }
}

/** Puts the requests of the last days through the rules of the gateway. */
export const findParity = (
  settings: Settings,
  { days, now = Date.now() }: { days: number; now?: number },
  onProgress?: (done: number) => void,
): Promise<ParityReport> =>
  withRules(settings, ({ database, heads, rules, bodies }) => {
    const since = now - days * day
    const requests = readRecordedRequests({ ...database, heads }, since)
    return compareRequests(requests, { rules, bodies }, { since, ...(onProgress && { onProgress }) })
  })

/** Compares the mirrored requests of the last days with what OpenHIM did. `answers`: the log of the proxy that copies requests. */
export const findShadowDifferences = (
  settings: Settings,
  { days, answers: file }: { days: number; answers?: string | undefined },
): Promise<Comparison> =>
  withRules(settings, (opened) =>
    compareMirrored(opened, {
      since: Date.now() - days * day,
      readAnswers: file === undefined ? undefined : (isWanted) => readAnswers(file, isWanted),
    }),
  )
