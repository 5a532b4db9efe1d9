import type { Usage } from '@mediary/contract/transactions/retention'
import { backupRecord } from '../backup/index.ts'
import type { ColdBodies } from '../bodies/index.ts'
import type { Database } from '../platform/database/database.ts'
import type { Reader } from '../platform/database/reader.ts'
import type { Settings } from '../settings/settings.ts'
import type { TransactionSearch } from '../transactions/index.ts'
import { bucketMeter } from './cold/bucket-use.ts'
import { measureDisk, measureUsage, storeSize } from './usage.ts'

const goodFor = 60_000

type Measured = { at: number; channels: Usage[] }

export type StorageReport = ReturnType<typeof storageReport>

/** The report on used storage. The server measures it at most once a minute. */
export function storageReport(
  database: Database,
  deps: {
    reader: Reader
    search: Pick<TransactionSearch, 'ids' | 'count'>
    channels: () => Promise<{ _id: string; name: string }[]>
    settings: Pick<Settings, 'data' | 'retention' | 'coldBodies'>
    cold?: Pick<ColdBodies, 'describe'> | undefined
  },
) {
  const state: { measuring: Promise<Measured> | undefined; until: number } = { measuring: undefined, until: 0 }

  const measure = async (now: number): Promise<Measured> => {
    const channels: Usage[] = []
    for (const { _id, name } of await deps.channels())
      channels.push({ ...(await measureUsage(deps.reader, deps.search, _id)), channel: name })
    return { at: now, channels }
  }
  const measured = (now: number) => {
    if (!state.measuring || now > state.until) {
      state.until = now + goodFor
      state.measuring = measure(now)
      // A failed measurement is no measurement.
      state.measuring.catch(() => {
        state.measuring = undefined
      })
    }
    return state.measuring
  }

  return {
    async report(channels: 'all' | ReadonlySet<string>, now = Date.now()) {
      const found = await measured(now)
      const cold = await describeCold(deps.cold)
      const lastBackup = await backupRecord(database).findLast()
      const { bodyDays, recordDays, maxBodiesMB, everyMinutes } = deps.settings.retention
      return {
        channels: found.channels.filter(({ channelID }) => channels === 'all' || channels.has(channelID)),
        store: await storeSize(database),
        disk: await measureDisk(deps.settings.data),
        settings: { bodyDays, recordDays, maxBodiesMB, everyMinutes },
        measured: new Date(found.at).toISOString(),
        ...(cold && { cold }),
        ...(lastBackup !== undefined && { lastBackup: new Date(lastBackup).toISOString() }),
      }
    },
    /** What monitoring shows of the bucket. */
    measureBucket: bucketMeter(database, deps.cold, deps.settings.coldBodies.afterHours),
    /** Something was removed: the next who asks gets new numbers. */
    outdated() {
      state.measuring = undefined
    },
  }
}

async function describeCold(cold: Pick<ColdBodies, 'describe'> | undefined) {
  const described = await cold?.describe()
  if (!described) return undefined
  const { detail: _, ...shown } = described
  return shown
}
