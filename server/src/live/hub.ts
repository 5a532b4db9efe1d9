import { PassThrough } from 'node:stream'
import { listKeys } from '@mediary/contract/api/records'
import { type Topic, topics } from '@mediary/contract/operations/live'
import { every } from '../platform/every.ts'
import { type Caller, listAllowed } from '../platform/http/caller.ts'
import type { Log } from '../platform/log.ts'

/** Returns the current user and permissions of a listener; undefined when the session has ended. */
export type Recheck = (caller: Caller) => Promise<Caller | undefined>

type Listener = { caller: Caller; recheck: Recheck; stream: PassThrough; pending: Set<Topic>; since: number }

// Without a session there is nothing that ends: the listener signs in again now and then.
const maxTimeWithoutSession = 300_000
const beatEvery = 15_000

const mayHear = (caller: Caller, topic: Topic) => {
  const permission = topics[topic]
  if (permission === 'signed-in') return true
  const allowed = listAllowed(caller, permission)
  return allowed === 'all' || allowed.size > 0
}

type Limits = { announceEvery: number; checkEvery: number; maxListeners: number; maxListenersPerUser: number }
/** `startedAt`: the hub has heard of no change before. */
type Options = Partial<Limits & { startedAt: number }>
const defaultLimits: Limits = { announceEvery: 500, checkEvery: 5_000, maxListeners: 200, maxListenersPerUser: 20 }

/** Tells browsers which lists have changed: at once, then at most twice a second, however much happens. */
export class LiveHub {
  #limits: Limits
  #listeners = new Set<Listener>()
  #pending = new Set<Topic>()
  /** When each topic was announced last. */
  #announced = new Map<Topic, number>()
  #startedAt: number
  #timer: NodeJS.Timeout | undefined
  #checking
  #beating

  constructor(log: Log, { startedAt = Date.now(), ...limits }: Options = {}) {
    this.#startedAt = startedAt
    this.#limits = { ...defaultLimits, ...limits }
    const { checkEvery } = this.#limits
    this.#checking = every(checkEvery, 'checking the listeners of live events', () => this.#checkAll(), log)
    this.#beating = every(beatEvery, 'keeping the connections of live events open', () => this.#beatAll(), log)
  }

  announce(changed: readonly Topic[]): void {
    for (const topic of changed) {
      this.#pending.add(topic)
      this.#announced.set(topic, Date.now())
    }
    if (this.#pending.size > 0 && !this.#timer) this.#flush()
  }

  /**
   * Returns the events of one listener; undefined when there are too many already. `age`: how old the lists are that it has,
   * in milliseconds. It hears at once of those that have changed since.
   */
  join(caller: Caller, recheck: Recheck, age?: number): PassThrough | undefined {
    const { maxListeners, maxListenersPerUser } = this.#limits
    const own = [...this.#listeners].filter((one) => one.caller.user?.id === caller.user?.id).length
    if (this.#listeners.size >= maxListeners || own >= maxListenersPerUser) return undefined
    const stream = new PassThrough()
    const listener: Listener = { caller, recheck, stream, pending: new Set(), since: Date.now() }
    this.#listeners.add(listener)
    stream.on('drain', () => send(listener))
    stream.once('close', () => this.#listeners.delete(listener))
    stream.write('retry: 1000\n\n')
    if (age !== undefined) {
      for (const topic of this.#changedSince(Date.now() - age)) if (mayHear(caller, topic)) listener.pending.add(topic)
      send(listener)
    }
    return stream
  }

  #changedSince(time: number): Topic[] {
    return listKeys(topics).filter((topic) => this.#startedAt >= time || (this.#announced.get(topic) ?? 0) >= time)
  }

  close(): void {
    clearTimeout(this.#timer)
    void this.#checking.stop()
    void this.#beating.stop()
    for (const { stream } of this.#listeners) stream.end()
  }

  #flush() {
    const changed = this.#pending
    this.#pending = new Set()
    for (const listener of this.#listeners) {
      for (const topic of changed) if (mayHear(listener.caller, topic)) listener.pending.add(topic)
      send(listener)
    }
    this.#timer = setTimeout(() => {
      this.#timer = undefined
      if (this.#pending.size > 0) this.#flush()
    }, this.#limits.announceEvery)
  }

  async #checkAll() {
    for (const listener of [...this.#listeners]) await checkOne(listener)
  }

  #beatAll() {
    for (const { stream } of this.#listeners) if (!stream.writableNeedDrain) stream.write(':\n\n')
  }
}

function send(listener: Listener) {
  // Whoever does not read gets what has gathered once it does.
  if (listener.pending.size === 0 || listener.stream.writableNeedDrain) return
  listener.stream.write(`event: changed\ndata: ${JSON.stringify([...listener.pending])}\n\n`)
  listener.pending.clear()
}

async function checkOne(listener: Listener) {
  const { caller, since } = listener
  const isTooOld = caller.by !== 'session' && Date.now() - since > maxTimeWithoutSession
  const recognised = isTooOld ? undefined : await listener.recheck(caller).catch(() => undefined)
  if (recognised) listener.caller = recognised
  else listener.stream.end()
}
