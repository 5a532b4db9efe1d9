import { type Issue, issue, plainIssue } from '@mediary/contract/problem'
import type { PlainReason } from '@mediary/contract/reasons'
import { type Check, checkNames } from '@mediary/contract/system'

/** The checks that decide whether this node is ready. Each resolves with the reason that it fails, which everybody may read. */
export type ReadinessChecks = Record<Check['name'], () => Promise<PlainReason | undefined>>

const checkTimeout = 2_000
const maxAge = 1_000

/** Returns a function that runs the checks, once a second at most: anybody may call it as often as they like. */
export function readiness(checks: ReadinessChecks) {
  let checkedAt = Number.NEGATIVE_INFINITY
  let checking: Promise<Check[]> | undefined
  return (): Promise<Check[]> => {
    const now = performance.now()
    if (checking && now - checkedAt < maxAge) return checking
    checkedAt = now
    checking = Promise.all(checkNames.map((name) => runCheck(name, checks[name])))
    return checking
  }
}

async function runCheck(name: Check['name'], run: () => Promise<PlainReason | undefined>): Promise<Check> {
  const late = Promise.withResolvers<Issue>()
  const timer = setTimeout(
    () => late.resolve(issue(name, 'check-timed-out', { seconds: checkTimeout / 1000 })),
    checkTimeout,
  )
  try {
    const failed = run().then((reason) => reason && plainIssue(name, reason))
    const failure = await Promise.race([failed, late.promise])
    return failure ? toCheck(name, failure) : { name, ok: true }
  } catch {
    return toCheck(name, issue(name, 'check-unanswered'))
  } finally {
    clearTimeout(timer)
  }
}

const toCheck = (name: Check['name'], { message, reason, parameters }: Issue): Check => ({
  name,
  ok: false,
  message,
  reason,
  parameters,
})
