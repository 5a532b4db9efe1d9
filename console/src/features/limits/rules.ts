import type { Limits, Recommendation } from '@mediary/contract/limits'
import type { z } from 'zod'

export const limitModes = ['none', 'observe', 'enforce'] as const
type LimitMode = (typeof limitModes)[number]

/** The numbers of the form, in order. Bytes are typed as megabytes. */
export const limitFields = [
  'requestsPerSecond',
  'burst',
  'requestsPerDay',
  'concurrentRequests',
  'megabytesPerDay',
] as const
export type LimitField = (typeof limitFields)[number]

export type LimitsDraft = { mode: LimitMode } & Record<LimitField, string>

const megabyte = 1_000_000
const formatNumber = (value: number | undefined) => (value === undefined ? '' : String(value))

/** Returns what the form shows of limits. Without limits nothing is limited. */
export const toLimitsDraft = (limits: Limits | null | undefined): LimitsDraft => ({
  mode: limits?.mode ?? 'none',
  requestsPerSecond: formatNumber(limits?.requestsPerSecond),
  burst: formatNumber(limits?.burst),
  requestsPerDay: formatNumber(limits?.requestsPerDay),
  concurrentRequests: formatNumber(limits?.concurrentRequests),
  megabytesPerDay: formatNumber(limits?.bytesPerDay && limits.bytesPerDay / megabyte),
})

const parseNumber = (text: string) => (text.trim() === '' ? null : Number(text))

/** Returns what the API takes for the form; null removes the limits. */
export function toLimits(draft: LimitsDraft): z.input<typeof Limits> | null {
  if (draft.mode === 'none') return null
  const megabytes = parseNumber(draft.megabytesPerDay)
  return {
    mode: draft.mode,
    requestsPerSecond: parseNumber(draft.requestsPerSecond),
    burst: parseNumber(draft.burst),
    requestsPerDay: parseNumber(draft.requestsPerDay),
    concurrentRequests: parseNumber(draft.concurrentRequests),
    bytesPerDay: megabytes === null ? null : Math.round(megabytes * megabyte),
  }
}

/** Fills in recommended values. Who has no limits yet begins by observing. */
export function fillIn(draft: LimitsDraft, { recommended }: Recommendation): LimitsDraft {
  if (!recommended) return draft
  return {
    ...draft,
    mode: draft.mode === 'none' ? 'observe' : draft.mode,
    requestsPerSecond: String(recommended.requestsPerSecond),
    burst: String(recommended.burst),
    requestsPerDay: String(recommended.requestsPerDay),
  }
}

/** Returns the path by which the API names a field of limits; without a field, the limits as a whole. */
export const toIssuePath = (field: LimitField | undefined) => {
  if (field === undefined) return 'limits'
  return `limits.${field === 'megabytesPerDay' ? 'bytesPerDay' : field}`
}
