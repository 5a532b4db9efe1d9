import type { Channel } from '@mediary/contract/channels'
import { parseSchedule } from '../channels/index.ts'
import type { Database } from '../platform/database/database.ts'

type Tables = { polls: { channel: string; due: number; last_run: number | null; busy_until: number } }

/** Counts the polling channels whose poll was due before an instant and has not begun. A channel that was never polled is new. */
export async function countLatePolls(database: Database, channels: readonly Channel[], before: number) {
  const rows = await database.kysely.withTables<Tables>().selectFrom('polls').selectAll().execute()
  const known = new Map(rows.map((row) => [row.channel, row]))
  const late = channels
    .filter(({ type, status }) => type === 'polling' && status === 'enabled')
    .flatMap(({ _id, pollingSchedule = '' }) => {
      const { due = 0, busy_until: busyUntil = 0 } = known.get(_id) ?? {}
      if (Number(due) === 0 || Number(busyUntil) > before) return []
      const next = parseSchedule(pollingSchedule)(Number(due))
      return next !== undefined && next < before ? [next] : []
    })
  return { count: late.length, oldest: late.length > 0 ? Math.min(...late) : undefined }
}
