// Makes OpenHIM's events of recorded transactions.
import type { Event } from '@mediary/contract/operations/visualizers'

/** A recorded request to a secondary route, or from a mediator. Times are in milliseconds. */
type RecentCall = {
  isRoute: boolean
  name: string
  startedAt: number | undefined
  endedAt: number | undefined
  status: number | undefined
  failed: boolean
}

export type RecentTransaction = {
  id: string
  channel: string
  startedAt: number
  endedAt: number | undefined
  status: number | undefined
  failed: boolean
  /** The primary route; undefined when the transaction reached no upstream. */
  primary: { name: string; startedAt: number } | undefined
  calls: RecentCall[]
  attempt: number | undefined
}

type Span = {
  type: Event['type']
  name: string
  startedAt: number | undefined
  endedAt: number | undefined
  status: number | undefined
  failed: boolean
}

/** Returns the begin and the end of everything in a transaction that happened at `since` or later. */
export function buildEvents(transaction: RecentTransaction, channelName: string, since: number): Event[] {
  const { id, channel, primary, calls, attempt, ...outcome } = transaction
  const spans: Span[] = [
    { ...outcome, type: 'channel', name: channelName },
    ...(primary ? [{ ...outcome, ...primary, type: 'primary' as const }] : []),
    ...calls.map(({ isRoute, ...call }) => ({
      ...call,
      type: isRoute ? ('route' as const) : ('orchestration' as const),
    })),
  ]
  const common = { channelID: channel, transactionID: id, ...(attempt !== undefined && { autoRetryAttempt: attempt }) }
  return spans
    .flatMap(toEvents)
    .filter(({ at }) => at >= since)
    .map(({ at, ...event }) => ({
      ...common,
      ...event,
      created: new Date(at).toISOString(),
      normalizedTimestamp: String(at),
    }))
}

function toEvents({ type, name, startedAt, endedAt, status, failed }: Span) {
  const start = startedAt === undefined ? [] : [{ at: startedAt, type, name, event: 'start' as const }]
  if (endedAt === undefined) return start
  const isError = failed || (status !== undefined && status >= 500)
  const statusType = isError ? ('error' as const) : ('success' as const)
  return [...start, { at: endedAt, type, name, event: 'end' as const, status, statusType }]
}
