import type { Limits } from '@mediary/contract/limits'
import type { Log } from '../platform/log.ts'
import { type Exhausted, LimitCounter } from './counter.ts'
import { type LimitStore, type SubjectKind, toSubject } from './store.ts'

/** A client, credential or channel with its limits. `name` stands in the refusal. */
export type Limited = { kind: SubjectKind; id: string; name: string; limits: Limits }

type Admission =
  | { admitted: true /** Is called when the request has ended. */; release: (bytes: number) => void }
  | { admitted: false; limited: Limited; exhausted: Exhausted }

export type Limiter = ReturnType<typeof createLimiter>

const reportInterval = 250

/** Admits requests under their limits, together with the other processes. Without limits it does nothing. */
export function createLimiter(
  store: Pick<LimitStore, 'take'>,
  { process, log, now = Date.now }: { process: string; log: Pick<Log, 'error'>; now?: () => number },
) {
  const counters = new Map<string, LimitCounter>()
  let timer: NodeJS.Timeout | undefined
  const onError = (error: unknown) => log.error({ err: error }, 'the use under a limit could not be counted')

  const report = async (ending: boolean) => {
    await reportAll(counters, ending, onError)
    if (counters.size > 0) return
    clearInterval(timer)
    timer = undefined
  }

  const findCounter = ({ kind, id, limits }: Limited): LimitCounter => {
    const subject = toSubject(kind, id)
    const known = counters.get(subject)
    if (known) return known
    const counter = new LimitCounter(limits, {
      process,
      take: (current, demand) => store.take(subject, current, demand),
      now,
      onError,
    })
    counters.set(subject, counter)
    timer ??= setInterval(() => void report(false), reportInterval).unref()
    return counter
  }

  return {
    /** Counts the request under each limit. One that enforces nothing refuses nothing. */
    async admit(all: readonly Limited[]): Promise<Admission> {
      const passed: LimitCounter[] = []
      for (const limited of all) {
        const counter = findCounter(limited)
        const exhausted = await counter.admit(limited.limits)
        if (!exhausted) passed.push(counter)
        else if (limited.limits.mode === 'enforce') {
          for (const one of passed) one.putBack()
          return { admitted: false, limited, exhausted }
        }
      }
      return {
        admitted: true,
        release(bytes) {
          for (const counter of passed) counter.release(bytes)
        },
      }
    },

    /** Reports what was counted, and gives back what is held. */
    async close() {
      clearInterval(timer)
      await report(true)
    },
  }
}

/** Reports each counter, and removes those that hold nothing any more. */
async function reportAll(counters: Map<string, LimitCounter>, ending: boolean, onError: (error: unknown) => void) {
  const reports = [...counters].map(async ([subject, counter]) => {
    const isDone = await counter.report(ending)
    if (isDone) counters.delete(subject)
  })
  for (const result of await Promise.allSettled(reports)) if (result.status === 'rejected') onError(result.reason)
}
