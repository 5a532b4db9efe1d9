import type { Check } from '@mediary/contract/system'

/** What must hold before requests are sent here. Each resolves with what is wrong, in words that everybody may read. */
export type Conditions = Record<Check['name'], () => Promise<string | undefined>>

const patience = 2_000
const freshFor = 1_000

/** Asked by anybody, as often as they like: the answer is made once a second at most. */
export function readiness(conditions: Conditions) {
  const state = { at: Number.NEGATIVE_INFINITY, checking: undefined as Promise<Check[]> | undefined }
  return (): Promise<Check[]> => {
    const now = performance.now()
    if (state.checking && now - state.at < freshFor) return state.checking
    state.at = now
    state.checking = Promise.all(
      Object.entries(conditions).map(([name, condition]) => check(name as Check['name'], condition)),
    )
    return state.checking
  }
}

async function check(name: Check['name'], condition: () => Promise<string | undefined>): Promise<Check> {
  const late = Promise.withResolvers<string>()
  const timer = setTimeout(() => late.resolve(`It did not answer within ${patience / 1000} seconds`), patience)
  try {
    const fault = await Promise.race([condition(), late.promise])
    return { name, ok: fault === undefined, ...(fault !== undefined && { reason: fault }) }
  } catch {
    return { name, ok: false, reason: 'It does not answer' }
  } finally {
    clearTimeout(timer)
  }
}
