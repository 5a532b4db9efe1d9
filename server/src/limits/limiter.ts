import type { Limits } from '@mediary/contract/limits'
import type { Log } from '../platform/log.ts'
import { type Exhausted, LimitCounter } from './counter.ts'
import { type LimitStore, type SubjectKind, toSubject } from './store.ts'

/** A client, credential or channel with its limits. `name` stands in the refusal. */
export type Limited = { kind: SubjectKind; id: string; name: string; limits: Limits }

export type Admission =
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
  const subjects = new WeakMap<Limits, { id: string; subject: string }>()
  let timer: NodeJS.Timeout | undefined
  const onError = (error: unknown) => log.error({ err: error }, 'the use under a limit could not be counted')

  const report = async (ending: boolean) => {
    await reportAll(counters, ending, onError)
    if (counters.size > 0) return
    clearInterval(timer)
    timer = undefined
  }

  /** A new text for each request would be hashed for each look-up. */
  const findSubject = ({ kind, id, limits }: Limited): string => {
    const known = subjects.get(limits)
    if (known?.id === id) return known.subject
    const subject = toSubject(kind, id)
    subjects.set(limits, { id, subject })
    return subject
  }

  const findCounter = (limited: Limited): LimitCounter => {
    const subject = findSubject(limited)
    const known = counters.get(subject)
    if (known) return known
    const counter = new LimitCounter(limited.limits, {
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
    admit: (all: readonly Limited[]): Admission | Promise<Admission> => admitFrom({ all, findCounter, passed: [] }, 0),

    /** Reports what was counted, and gives back what is held. */
    async close() {
      clearInterval(timer)
      await report(true)
    },
  }
}

type Asked = {
  all: readonly Limited[]
  findCounter: (limited: Limited) => LimitCounter
  /** The counters that have admitted the request so far. */
  passed: LimitCounter[]
}

/** Counts a request under the limits from one on. It waits only when the store must be asked. */
function admitFrom(asked: Asked, first: number): Admission | Promise<Admission> {
  const { all, findCounter, passed } = asked
  for (let n = first; n < all.length; n++) {
    const limited = all[n]
    if (!limited) break
    const counter = findCounter(limited)
    const answer = counter.admit(limited.limits)
    if (answer instanceof Promise)
      return answer.then((exhausted) => conclude(asked, limited, counter, exhausted) ?? admitFrom(asked, n + 1))
    const refused = conclude(asked, limited, counter, answer)
    if (refused) return refused
  }
  return { admitted: true, release: (bytes) => releaseAll(passed, bytes) }
}

/** Takes in what one counter has answered. Returns the refusal when its limit is enforced. */
function conclude({ passed }: Asked, limited: Limited, counter: LimitCounter, exhausted: Exhausted | undefined) {
  if (!exhausted) passed.push(counter)
  else if (limited.limits.mode === 'enforce') {
    for (const one of passed) one.putBack()
    return { admitted: false as const, limited, exhausted }
  }
  return undefined
}

function releaseAll(counters: readonly LimitCounter[], bytes: number) {
  for (const counter of counters) counter.release(bytes)
}

/** Reports each counter, and removes those that hold nothing any more. */
async function reportAll(counters: Map<string, LimitCounter>, ending: boolean, onError: (error: unknown) => void) {
  const reports = [...counters].map(async ([subject, counter]) => {
    const isDone = await counter.report(ending)
    if (isDone) counters.delete(subject)
  })
  for (const result of await Promise.allSettled(reports)) if (result.status === 'rejected') onError(result.reason)
}
