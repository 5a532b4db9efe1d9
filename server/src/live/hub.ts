import { PassThrough } from 'node:stream'
import { type Topic, topics } from '@mediary/contract/live'
import { every } from '../platform/every.ts'
import { type Caller, listAllowed } from '../platform/http/caller.ts'
import type { Log } from '../platform/log.ts'

/** Returns the current user and permissions of a listener; undefined when the session has ended. */
export type Recheck = (caller: Caller) => Promise<Caller | undefined>

type Listener = { caller: Caller; recheck: Recheck; stream: PassThrough; pending: Set<Topic>; since: number }

export type LiveHub = ReturnType<typeof liveHub>

// Without a session there is nothing that ends: the listener signs in again now and then.
const maxTimeWithoutSession = 300_000
const beatEvery = 15_000

const mayHear = (caller: Caller, topic: Topic) => {
  const permission = topics[topic]
  if (permission === 'signed-in') return true
  const allowed = listAllowed(caller, permission)
  return allowed === 'all' || allowed.size > 0
}

/** Tells browsers which lists have changed: at once, then at most twice a second, however much happens. */
export function liveHub(
  log: Log,
  { announceEvery = 500, checkEvery = 5_000, maxListeners = 200, maxListenersPerUser = 20 } = {},
) {
  const listeners = new Set<Listener>()
  const state: { pending: Set<Topic>; timer: NodeJS.Timeout | undefined } = { pending: new Set(), timer: undefined }

  const send = (listener: Listener) => {
    // Whoever does not read gets what has gathered once it does.
    if (listener.pending.size === 0 || listener.stream.writableNeedDrain) return
    listener.stream.write(`event: changed\ndata: ${JSON.stringify([...listener.pending])}\n\n`)
    listener.pending.clear()
  }
  const deliver = () => {
    const changed = state.pending
    state.pending = new Set()
    for (const listener of listeners) {
      for (const topic of changed) if (mayHear(listener.caller, topic)) listener.pending.add(topic)
      send(listener)
    }
  }
  const tick = () => {
    state.timer = undefined
    if (state.pending.size > 0) flush()
  }
  const flush = () => {
    deliver()
    state.timer = setTimeout(tick, announceEvery)
  }

  const checkOne = async (listener: Listener) => {
    const { caller, since } = listener
    const isTooOld = caller.by !== 'session' && Date.now() - since > maxTimeWithoutSession
    const recognised = isTooOld ? undefined : await listener.recheck(caller).catch(() => undefined)
    if (recognised) listener.caller = recognised
    else listener.stream.end()
  }
  const checkAll = async () => {
    for (const listener of [...listeners]) await checkOne(listener)
  }
  const beatAll = () => {
    for (const { stream } of listeners) if (!stream.writableNeedDrain) stream.write(':\n\n')
  }
  const checking = every(checkEvery, 'checking the listeners of live events', checkAll, log)
  const beating = every(beatEvery, 'keeping the connections of live events open', beatAll, log)

  return {
    announce(changed: readonly Topic[]) {
      for (const topic of changed) state.pending.add(topic)
      if (state.pending.size > 0 && !state.timer) flush()
    },

    /** The events of one listener; undefined when there are too many already. */
    join(caller: Caller, recheck: Recheck): PassThrough | undefined {
      const own = [...listeners].filter((one) => one.caller.user?.id === caller.user?.id).length
      if (listeners.size >= maxListeners || own >= maxListenersPerUser) return undefined
      const stream = new PassThrough()
      const listener: Listener = { caller, recheck, stream, pending: new Set(), since: Date.now() }
      listeners.add(listener)
      stream.on('drain', () => send(listener))
      stream.once('close', () => listeners.delete(listener))
      stream.write('retry: 1000\n\n')
      return stream
    },

    close() {
      clearTimeout(state.timer)
      void checking.stop()
      void beating.stop()
      for (const { stream } of listeners) stream.end()
    },
  }
}
