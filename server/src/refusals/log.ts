import type { IdGenerator } from '../platform/ids.ts'
import type { Log } from '../platform/log.ts'
import type { NewRefusal, RefusalStore } from './store.ts'

// An attacker decides how many refusals there are, not how many are written: equal ones within a window are one row
// with a count, and a window has so many rows.
const window = { milliseconds: 1000, rows: 500 }
const pruneAfter = 100

type Kept = { id: string; times: number; written: Promise<void> }
type Pending = NewRefusal & { id: string; at: number }

export type RefusalLog = ReturnType<typeof refusalLog>

export function refusalLog(store: RefusalStore, options: { keep: number; newId: IdGenerator; log: Log }) {
  const pending: Pending[] = []
  const state = { recent: new Map<string, Kept>(), pending, sinceLastPrune: 0, writing: Promise.resolve() }

  const write = () => {
    const refusals = state.pending
    state.pending = []
    state.sinceLastPrune += refusals.length
    return store.add(refusals).then(async () => {
      if (state.sinceLastPrune < pruneAfter) return
      state.sinceLastPrune = 0
      await store.prune(options.keep)
    })
  }

  // Those of the same turn of the event loop share one insert.
  const add = (refusal: Pending): Promise<void> => {
    if (state.pending.length === 0) {
      state.writing = new Promise<void>((resolve) => setImmediate(resolve)).then(write).catch((error: unknown) => {
        options.log.error({ err: error }, 'refusals could not be recorded')
      })
    }
    state.pending.push(refusal)
    return state.writing
  }

  const endWindow = async () => {
    const repeated = [...state.recent.values()].filter(({ times }) => times > 1)
    state.recent = new Map()
    for (const { id, times, written } of repeated) {
      await written
      await store.repeat(id, times - 1, Date.now()).catch((error: unknown) => {
        options.log.error({ err: error }, 'refusals could not be recorded')
      })
    }
  }

  return {
    /** Returns the id of the row once it stands in the store. Equal refusals of the same second share a row. */
    async refuse(refusal: NewRefusal): Promise<string> {
      if (options.keep === 0) return options.newId()
      const full = state.recent.size >= window.rows
      const key = full ? 'others' : toKey(refusal)
      const former = state.recent.get(key)
      if (former) {
        former.times++
        return former.written.then(() => former.id)
      }
      if (state.recent.size === 0) setTimeout(() => void endWindow(), window.milliseconds).unref()
      const at = Date.now()
      const id = options.newId(at)
      const written = add({ ...(full ? { ...refusal, ...manyOthers } : refusal), id, at })
      state.recent.set(key, { id, times: 1, written })
      return written.then(() => id)
    },

    /** Writes what is still counted. */
    close: endWindow,
  }
}

const manyOthers = {
  client: undefined,
  path: undefined,
  code: 'many' as const,
  reason: 'Many different requests were refused in the same second',
}

const toKey = ({ clientIp, client, channel, method, path, status, stage, code, reason }: NewRefusal) =>
  [clientIp, client, channel, method, path?.slice(0, 500), status, stage, code, reason].join('\n')
