import type { Channel } from '@mediary/contract/channels'
import { parseSchedule, type Schedule } from '../channels/index.ts'
import type { Database } from '../platform/database/database.ts'
import type { Log } from '../platform/log.ts'
import { pollRuns } from './runs.ts'

/** Asks the upstreams of a channel once. The status of the primary's answer. */
type Poll = (channel: Channel, lastRun: number | null) => Promise<number>

type Deps = {
  poll: Poll
  /** Every channel that is served. */
  channels: () => Channel[]
  /** How long a poll may take before another process may think it dead: milliseconds. */
  maxDuration: (channel: Channel) => number
  log: Log
}

// A timer of Node cannot be longer; and a process that was asleep for longer has missed its moment.
const times = { timer: 3_600_000, late: 30_000 }

/** Polls by schedule. Of several processes one does it; a moment that has passed is not made up for. */
export function polling(database: Database, { poll, channels, maxDuration, log }: Deps) {
  const runs = pollRuns(database)
  const plans = new Map<string, { schedule: string; timer: NodeJS.Timeout | undefined }>()
  const underWay = new Set<Promise<unknown>>()
  const state = { stopped: false }

  const runAt = async (channel: Channel, due: number): Promise<number | undefined> => {
    const now = Date.now()
    const ours = await runs.begin(channel._id, { due, now, until: now + maxDuration(channel) })
    if (!ours) return undefined
    try {
      return await poll(channel, ours.lastRun)
    } finally {
      await runs.end(channel._id)
    }
  }

  const inOrder = <T>(work: Promise<T>) => {
    underWay.add(work)
    const done = () => underWay.delete(work)
    work.then(done, done)
    return work
  }

  const isPolled = ({ type, status }: Channel) => type === 'polling' && status === 'enabled'
  const current = (id: string) => channels().find((one) => one._id === id && isPolled(one))

  const arm = (id: string, schedule: Schedule, due: number | undefined) => {
    const plan = plans.get(id)
    if (!plan || due === undefined || state.stopped) return
    const fire = () => {
      const late = Date.now() - due
      if (late < 0) return arm(id, schedule, due)
      const channel = current(id)
      if (channel && late < times.late)
        inOrder(runAt(channel, due)).catch((error: unknown) =>
          log.error({ err: error, channel: channel.name }, 'a channel could not be polled'),
        )
      arm(id, schedule, schedule(Math.max(due, Date.now())))
    }
    plan.timer = setTimeout(fire, Math.max(0, Math.min(due - Date.now(), times.timer)))
  }

  return {
    /** The schedules are those of the configuration. */
    follow() {
      const wanted = new Map(
        channels()
          .filter(isPolled)
          .map(({ _id, pollingSchedule = '' }) => [_id, pollingSchedule]),
      )
      for (const [id, plan] of plans) {
        if (wanted.get(id) === plan.schedule) continue
        clearTimeout(plan.timer)
        plans.delete(id)
      }
      for (const [id, text] of wanted) {
        if (plans.has(id) || state.stopped) continue
        plans.set(id, { schedule: text, timer: undefined })
        try {
          const schedule = parseSchedule(text)
          arm(id, schedule, schedule(Date.now()))
        } catch (error) {
          log.error({ err: error, channel: id }, 'the schedule of a channel cannot be used')
        }
      }
    },

    /** Out of turn. Undefined while another poll of the channel is under way. */
    trigger: (channel: Channel): Promise<number | undefined> => inOrder(runAt(channel, Date.now())),

    async stop() {
      state.stopped = true
      for (const { timer } of plans.values()) clearTimeout(timer)
      await Promise.allSettled(underWay)
    },
  }
}
