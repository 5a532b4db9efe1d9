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

const isPolled = ({ type, status }: Channel) => type === 'polling' && status === 'enabled'

/** Polls by schedule. Of several processes one does it; a moment that has passed is not made up for. */
export class Polling {
  #deps: Deps
  #runs
  #plans = new Map<string, { schedule: string; timer: NodeJS.Timeout | undefined }>()
  #underWay = new Set<Promise<unknown>>()
  #stopped = false

  constructor(database: Database, deps: Deps) {
    this.#deps = deps
    this.#runs = pollRuns(database)
  }

  /** Takes the schedules from the configuration that is in force. */
  follow(): void {
    const polled = this.#deps.channels().filter(isPolled)
    const wanted = new Map(polled.map(({ _id, pollingSchedule = '' }) => [_id, pollingSchedule]))
    for (const [id, plan] of this.#plans) {
      if (wanted.get(id) === plan.schedule) continue
      clearTimeout(plan.timer)
      this.#plans.delete(id)
    }
    for (const [id, text] of wanted) {
      if (this.#plans.has(id) || this.#stopped) continue
      this.#plans.set(id, { schedule: text, timer: undefined })
      try {
        const schedule = parseSchedule(text)
        this.#arm(id, schedule, schedule(Date.now()))
      } catch (error) {
        this.#deps.log.error({ err: error, channel: id }, 'the schedule of a channel cannot be used')
      }
    }
  }

  /** Polls out of turn. Undefined while another poll of the channel is under way. */
  trigger(channel: Channel): Promise<number | undefined> {
    return this.#keepUnderWay(this.#runAt(channel, Date.now()))
  }

  async stop(): Promise<void> {
    this.#stopped = true
    for (const { timer } of this.#plans.values()) clearTimeout(timer)
    await Promise.allSettled(this.#underWay)
  }

  #arm(id: string, schedule: Schedule, due: number | undefined) {
    const plan = this.#plans.get(id)
    if (!plan || due === undefined || this.#stopped) return
    const fire = () => {
      const late = Date.now() - due
      if (late < 0) return this.#arm(id, schedule, due)
      const channel = this.#deps.channels().find((one) => one._id === id && isPolled(one))
      if (channel && late < times.late)
        this.#keepUnderWay(this.#runAt(channel, due)).catch((error: unknown) =>
          this.#deps.log.error({ err: error, channel: channel.name }, 'a channel could not be polled'),
        )
      this.#arm(id, schedule, schedule(Math.max(due, Date.now())))
    }
    plan.timer = setTimeout(fire, Math.max(0, Math.min(due - Date.now(), times.timer)))
  }

  async #runAt(channel: Channel, due: number): Promise<number | undefined> {
    const now = Date.now()
    const ours = await this.#runs.begin(channel._id, { due, now, maxDuration: this.#deps.maxDuration(channel) })
    if (!ours) return undefined
    try {
      return await this.#deps.poll(channel, ours.lastRun)
    } finally {
      await this.#runs.end(channel._id)
    }
  }

  #keepUnderWay<T>(work: Promise<T>) {
    this.#underWay.add(work)
    const done = () => this.#underWay.delete(work)
    work.then(done, done)
    return work
  }
}
