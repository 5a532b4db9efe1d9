import type { Limits } from '@mediary/contract/limits'
import type { Log } from '../platform/log.ts'
import { type Exhausted, LimitCounter } from './counter.ts'
import type { Demand } from './rules.ts'
import { type LimitStore, type SubjectKind, toSubject } from './store.ts'

/** A client, credential or channel with its limits. `name` stands in the refusal. */
export type Limited = { kind: SubjectKind; id: string; name: string; limits: Limits }

export type OverLimit = { limited: Limited; exhausted: Exhausted }
export type Admission = Admitted | OverLimit

/** A request that was counted under each of its limits. */
export class Admitted {
  private readonly counters: readonly LimitCounter[]

  constructor(counters: readonly LimitCounter[]) {
    this.counters = counters
  }

  /** Is called when the request has ended. `bytes`: of both bodies. */
  release(bytes: number) {
    for (const counter of this.counters) counter.release(bytes)
  }
}

export type Limiter = ReturnType<typeof createLimiter>

const reportInterval = 250

/** Admits requests under their limits, together with the other processes. Without limits it does nothing. */
export function createLimiter(
  store: Pick<LimitStore, 'take'>,
  { process, log, now = Date.now }: { process: string; log: Pick<Log, 'error'>; now?: () => number },
) {
  const counters = new Map<string, LimitCounter>()
  /** Finds the counter of a request without making the text of its subject. */
  const latest = new WeakMap<Limited, LimitCounter>()
  let timer: NodeJS.Timeout | undefined
  const onError = (error: unknown) => log.error({ err: error }, 'the use under a limit could not be counted')

  const report = async (ending: boolean) => {
    await reportAll(counters, ending, onError)
    if (counters.size > 0) return
    clearInterval(timer)
    timer = undefined
  }

  const findCounter = (limited: Limited): LimitCounter => {
    const known = latest.get(limited)
    if (known?.isKept) return known
    const subject = toSubject(limited.kind, limited.id)
    const counter = counters.get(subject) ?? makeCounter(subject, limited.limits)
    latest.set(limited, counter)
    return counter
  }

  const makeCounter = (subject: string, limits: Limits): LimitCounter => {
    const take = (current: Limits, demand: Demand) => store.take(subject, current, demand)
    const counter = new LimitCounter(limits, { process, take, now, onError })
    counters.set(subject, counter)
    timer ??= setInterval(() => void report(false), reportInterval).unref()
    return counter
  }

  return {
    /** Counts the request under each limit. One that enforces nothing refuses nothing. */
    admit: (all: readonly Limited[]): Admission | Promise<Admission> =>
      admitFrom({ all, findCounter, passed: [], at: now() }, 0),

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
  at: number
}

/** Counts a request under the limits from one on. It waits only when the store must be asked. */
function admitFrom(asked: Asked, first: number): Admission | Promise<Admission> {
  const { all, findCounter, passed, at } = asked
  for (let n = first; n < all.length; n++) {
    const limited = all[n]
    if (!limited) break
    const counter = findCounter(limited)
    const answer = counter.admit(limited.limits, at)
    if (answer instanceof Promise) return conclude(asked, n, counter, answer)
    const refused = judge(passed, limited, counter, answer)
    if (refused) return refused
  }
  return new Admitted(passed)
}

/** Waits for one counter, and then asks those that are left. */
async function conclude(asked: Asked, n: number, counter: LimitCounter, answer: Promise<Exhausted | undefined>) {
  const limited = asked.all[n]
  const refused = limited && judge(asked.passed, limited, counter, await answer)
  return refused ?? admitFrom(asked, n + 1)
}

/** Takes in what one counter has answered. Returns the refusal when its limit is enforced. */
function judge(
  passed: LimitCounter[],
  limited: Limited,
  counter: LimitCounter,
  exhausted: Exhausted | undefined,
): OverLimit | undefined {
  if (!exhausted) passed.push(counter)
  else if (limited.limits.mode === 'enforce') {
    for (const one of passed) one.putBack()
    return { limited, exhausted }
  }
  return undefined
}

/** Reports each counter, and removes those that hold nothing any more. */
async function reportAll(counters: Map<string, LimitCounter>, ending: boolean, onError: (error: unknown) => void) {
  const reports = [...counters].map(async ([subject, counter]) => {
    const isDone = await counter.report(ending)
    if (!isDone) return
    counter.isKept = false
    counters.delete(subject)
  })
  for (const result of await Promise.allSettled(reports)) if (result.status === 'rejected') onError(result.reason)
}
