import type { Refusal } from '@mediary/contract/operations/refusals'

type Cause = Pick<Refusal, 'stage' | 'code' | 'channel' | 'reason' | 'count'>

/** Returns one refusal for each cause, the newest, with the number of all requests that it refused. Takes and keeps the newest first. */
export function groupByCause<R extends Cause>(refusals: readonly R[]): R[] {
  const groups = Map.groupBy(refusals, ({ stage, code, channel, reason }) =>
    JSON.stringify([stage, code, channel, reason]),
  )
  return [...groups.values()].flatMap(([newest, ...others]) =>
    newest ? [{ ...newest, count: others.reduce((sum, { count }) => sum + count, newest.count) }] : [],
  )
}
