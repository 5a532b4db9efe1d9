import { maxWait } from './rules.ts'
import type { ConditionSource } from './source.ts'

type Queue = keyof typeof maxWait

/** Work that waits: how much, and since when the oldest. */
type Backlog = { count: number; oldest: number | undefined }

/** Watches work that waits for too long. Each reader gets the instant before which work must have been done. */
export const queueSource = (
  readers: Record<Queue, (before: number, now: number) => Promise<Backlog>>,
): ConditionSource => ({
  rule: 'queue',
  async list(now) {
    const queues: Queue[] = ['deliveries', 'polling', 'tasks', 'audits']
    const backlogs = await Promise.all(
      queues.map(async (subject) => ({ subject, ...(await readers[subject](now - maxWait[subject], now)) })),
    )
    return backlogs.flatMap(({ subject, count, oldest }) =>
      count > 0 && oldest !== undefined ? [{ subject, since: oldest, facts: { count } }] : [],
    )
  },
})
