import { createHash } from 'node:crypto'
import { normaliseReason } from './normalise.ts'

export const maxClients = 100
/** Causes of one channel and stage that have an issue of their own. Further ones share an issue without a reason. */
export const maxCauses = 100
/** Milliseconds. An issue that has not come back for so long is deleted. */
export const keepFor = 90 * 86_400_000

/** The properties that the failures and refusals of one issue have in common. */
export type Cause = {
  kind: 'failure' | 'refusal'
  channel: string | null
  channelName: string | null
  route: string | null
  stage: string
  statusClass: string | null
  code: string | null
  reason: string
}

/** One failed transaction, or equal refusals of one second. `member`: the original transaction, or the refusal. */
export type Occurrence = { cause: Cause; member: string; at: number; count: number; client: string | null }

type FailedCall = {
  channel: string
  route: string | null
  stage: 'forward' | 'secondary'
  status: number | null
  error: string | null
}

const toStatusClass = (status: number | null) => (status === null ? null : `${Math.floor(status / 100)}xx`)

export function buildFailureCause({ channel, route, stage, status, error }: FailedCall): Cause {
  // An upstream that answers with an error gives no message: its status is the reason.
  const text = error || `The upstream answered ${status ?? ''}`
  const [channelName, code] = [null, null]
  return {
    kind: 'failure',
    channel,
    channelName,
    route,
    stage,
    statusClass: toStatusClass(status),
    code,
    reason: normaliseReason(text),
  }
}

type RefusedRequest = {
  channel: string | null
  channelName: string | null
  stage: string
  status: number
  code: string | null
  reason: string
}

export const buildRefusalCause = ({ channel, channelName, stage, status, code, reason }: RefusedRequest): Cause => ({
  kind: 'refusal',
  channel,
  channelName: channel ? null : channelName,
  route: null,
  stage,
  statusClass: toStatusClass(status),
  code,
  reason: normaliseReason(reason),
})

/** The cause of all further failures of a channel and stage. */
export const toOtherCause = (cause: Cause): Cause => ({
  ...cause,
  channelName: null,
  route: null,
  statusClass: null,
  code: null,
  reason: '',
})

/** Returns the id of an issue: the fingerprint of its cause. */
export function toFingerprint(cause: Cause): string {
  const { kind, channel, channelName, route, stage, statusClass, code, reason } = cause
  const fields = [kind, channel, channelName, route, stage, statusClass, code, reason]
  return createHash('sha256').update(JSON.stringify(fields)).digest('hex').slice(0, 24)
}

export type Clients = Record<string, number>

/** Adds counts of clients, and keeps those with the most. */
export function addClients(former: Clients, occurrences: readonly Occurrence[]): Clients {
  const counts = new Map(Object.entries(former))
  for (const { client, count } of occurrences) if (client) counts.set(client, (counts.get(client) ?? 0) + count)
  const sorted = [...counts].sort(([, one], [, other]) => other - one)
  // One more than is shown tells that there are more.
  return Object.fromEntries(sorted.slice(0, maxClients + 1))
}
