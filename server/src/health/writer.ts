import { every } from '../platform/every.ts'
import type { Log } from '../platform/log.ts'
import type { HealthStore } from './store.ts'
import { maxRuns, type RouteRuns } from './tally.ts'

const writeEvery = 1_000
const pruneEvery = 3_600_000
/** A route that stays good is written less often. */
const restAfterGood = 10_000
const keptFor = 90 * 86_400_000
const maxWaiting = 10_000

type Waiting = { reported: RouteRuns; writtenAt: number; steady: boolean }

/** Writes what the workers report about upstreams. What cannot be written waits until the store is back. */
export function healthWriter(store: Pick<HealthStore, 'add' | 'prune'>, log: Log, changed: () => void) {
  const routes = new Map<string, Waiting>()

  const isDue = ({ reported: { runs }, writtenAt, steady }: Waiting, now: number) =>
    runs.length > 0 && (!steady || runs.some(({ failure }) => failure) || now - writtenAt >= restAfterGood)

  const writeOne = async (waiting: Waiting, now: number) => {
    const runs = waiting.reported.runs
    waiting.reported.runs = []
    try {
      const { before, after } = await store.add({ ...waiting.reported, runs })
      waiting.writtenAt = now
      waiting.steady = after?.state === 'up'
      return before?.state !== after?.state
    } catch (error) {
      waiting.reported.runs = [...runs, ...waiting.reported.runs].slice(-maxRuns)
      throw error
    }
  }

  const write = async (now: number, all = false) => {
    const due = [...routes.values()].filter((one) => (all ? one.reported.runs.length > 0 : isDue(one, now)))
    let stateChanged = false
    for (const one of due) if (await writeOne(one, now)) stateChanged = true
    if (stateChanged) changed()
  }

  const writing = every(writeEvery, 'writing the health of routes', () => write(Date.now()), log)
  /** Routes are changed and removed: those that have had no request for a while make room for others. */
  const forgetRested = (now: number) => {
    for (const [key, { reported, writtenAt }] of routes)
      if (reported.runs.length === 0 && now - writtenAt >= pruneEvery) routes.delete(key)
  }
  const prune = async (now: number) => {
    forgetRested(now)
    await store.prune(now - keptFor)
  }
  const pruning = every(pruneEvery, 'removing the health of old routes', () => prune(Date.now()), log)

  return {
    add(reports: readonly RouteRuns[]) {
      for (const reported of reports) {
        const key = JSON.stringify([reported.channel, reported.route, reported.address])
        const waiting = routes.get(key)
        if (waiting) waiting.reported.runs = [...waiting.reported.runs, ...reported.runs].slice(-maxRuns)
        else if (routes.size < maxWaiting) routes.set(key, { reported, writtenAt: 0, steady: false })
      }
    },
    /** Writes what is due. Never rejects. */
    write: () => writing.run(),
    /** Writes what waits, if it can be written. */
    async close() {
      await Promise.all([writing.stop(), pruning.stop()])
      await write(Date.now(), true).catch((error: unknown) =>
        log.warn({ err: error }, 'the health of routes could not be written'),
      )
    },
  }
}
