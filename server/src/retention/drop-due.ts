// Drops whole partitions of bodies, where PostgreSQL has them, in place of deleting their rows.
import type { Channel } from '@mediary/contract/channels'
import type { LegalHolds } from '../holds/index.ts'
import type { Database } from '../platform/database/database.ts'
import { leastIdAt } from '../platform/ids.ts'
import type { Settings } from '../settings/settings.ts'
import {
  dropBodies,
  dropColdBodies,
  findAwaitedColdStart,
  findAwaitedStart,
  listEndedPartitions,
  type PartitionContent,
} from '../transactions/index.ts'

const day = 86_400_000

type Ages = Pick<Settings['retention'], 'bodyDays' | 'recordDays'>

/** Returns how many days a channel keeps bodies: infinite without a limit. */
export const findBodyDays = (
  { maxBodyAgeDays, maxRecordAgeDays }: Pick<Channel, 'maxBodyAgeDays' | 'maxRecordAgeDays'>,
  { bodyDays, recordDays }: Ages,
) =>
  Math.min(
    maxRecordAgeDays ?? recordDays ?? Number.POSITIVE_INFINITY,
    maxBodyAgeDays ?? bodyDays ?? Number.POSITIVE_INFINITY,
  )

/** Returns the longest time that a channel keeps the bodies that it stores. */
export const findLongestBodyDays = (channels: readonly Channel[], ages: Ages) => {
  const storing = channels.filter(({ requestBody, responseBody }) => requestBody !== false || responseBody !== false)
  return storing.length > 0
    ? Math.max(...storing.map((channel) => findBodyDays(channel, ages)))
    : Number.POSITIVE_INFINITY
}

/** Returns the least id that is not due. */
const toDueId = (days: number, now: number) => (days === Number.POSITIVE_INFINITY ? '' : leastIdAt(now - days * day))

type Wanted = {
  channels: readonly Channel[]
  ages: Ages
  holds: Pick<LegalHolds, 'isRangeHeld'>
  now: number
}

/**
 * `waitFrom`: rows from this id on are left to the drop of their partition, by the channels that keep bodies longest. A partition that must stay loses its rows one
 * by one.
 */
type Dropped = { contents: PartitionContent[]; waitFrom: string | undefined }

/** Drops the partitions in which every body is due. */
export async function dropDueBodies(database: Database, { channels, ages, holds, now }: Wanted): Promise<Dropped> {
  const days = findLongestBodyDays(channels, ages)
  if (days === Number.POSITIVE_INFINITY) return { contents: [], waitFrom: undefined }
  const due = toDueId(days, now)
  // A channel may have stored bodies before, and may keep them longer.
  const dueOf = new Map(channels.map((channel) => [channel._id, toDueId(findBodyDays(channel, ages), now)]))
  const mayDrop = async (from: string, before: string, content: PartitionContent[]) =>
    content.every(
      ({ channel, isUnderWay }) => channel === null || (!isUnderWay && (dueOf.get(channel) ?? '') >= before),
    ) && !(await holds.isRangeHeld({ from, before }))
  const contents = await dropColdBodies(database, due, ({ first, before }, content) => mayDrop(first, before, content))
  for (const partition of await listEndedPartitions(database, due)) {
    const dropped = await dropBodies(database, partition, (content) =>
      mayDrop(partition.from ?? '', partition.before, content),
    )
    // Somebody reads the bodies for long, such as a backup. The next run tries again.
    if (dropped === 'busy') return { contents, waitFrom: partition.from ?? '' }
    if (dropped !== 'kept') contents.push(...dropped)
  }
  const awaited = await findAwaitedColdStart(database, due, days)
  return { contents, waitFrom: awaited ?? (await findAwaitedStart(database, due, days)) }
}
