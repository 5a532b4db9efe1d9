import type { Channel } from '@mediary/contract/channels'
import type { Database } from '../platform/database/database.ts'
import { every, type Periodic } from '../platform/every.ts'
import type { Log } from '../platform/log.ts'
import type { Settings } from '../settings/settings.ts'
import { createBodyPartitions } from '../transactions/index.ts'
import { findLongestBodyDays } from './drop-due.ts'

const interval = 30 * 60_000

type Deps = {
  channels: { list: () => Promise<Channel[]> }
  settings: Settings['retention']
  log: Log
}

/** Creates the partitions of the bodies ahead: at once, and every half hour. */
export function keepPartitions(database: Database, { channels, settings, log }: Deps): Periodic {
  const create = async () => {
    const days = findLongestBodyDays(await channels.list(), settings)
    const created = await createBodyPartitions(database, { days })
    if (created.length > 0) log.info({ created }, 'partitions of the bodies were created')
  }
  const creating = every(interval, 'creating partitions of the bodies', create, log)
  setImmediate(() => void creating.run())
  return creating
}
