// Decides whether a client is enabled at a moment, from its latest status change.
import {
  type ClientStatus,
  type ClientStatusChange,
  maxStatusChanges,
  type NewStatusChange,
} from '@mediary/contract/clients/status'
import { issue } from '@mediary/contract/problem'
import { conflict, invalidRequest } from '../platform/http/problem.ts'

/** The latest status change, as the gateway compares it with the clock. Times are milliseconds. */
export type StatusPeriod = { status: ClientStatus; from: number; until: number }

export function toStatusPeriod(changes: readonly ClientStatusChange[] | undefined): StatusPeriod | undefined {
  const [latest] = changes ?? []
  if (!latest) return undefined
  const { status, from, until } = latest
  return {
    status,
    from: from === undefined ? Number.NEGATIVE_INFINITY : Date.parse(from),
    until: until === undefined ? Number.POSITIVE_INFINITY : Date.parse(until),
  }
}

/** Returns the status of a client at a moment: that of the period within it, and the other one outside. */
export function findStatus(period: StatusPeriod | undefined, at: number): ClientStatus {
  if (!period) return 'enabled'
  const within = at >= period.from && at < period.until
  return within ? period.status : otherStatus(period.status)
}

const otherStatus = (status: ClientStatus): ClientStatus => (status === 'enabled' ? 'disabled' : 'enabled')

export type StatusOrder = NewStatusChange & { status: ClientStatus; by: ClientStatusChange['by'] }

/** Returns the status changes of a client with a further one. Refuses one that would do the opposite now. */
export function addStatusChange(
  former: readonly ClientStatusChange[] | undefined,
  { status, reason, by, from, until }: StatusOrder,
  now: number,
): ClientStatusChange[] {
  const begin = from ? Math.max(Date.parse(from), now) : now
  if (until && Date.parse(until) <= begin) throw invalidRequest([issue('until', 'status-period-empty')])
  if (begin > now && findStatus(toStatusPeriod(former), now) === status) throw conflict('status-until-then', { status })
  const change = { status, reason, by, at: new Date(now).toISOString(), ...(from && { from }), ...(until && { until }) }
  return [change, ...(former ?? [])].slice(0, maxStatusChanges)
}
