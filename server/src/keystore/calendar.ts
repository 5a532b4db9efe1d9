import type { CalendarEntry } from '@mediary/contract/keystore'

const day = 86_400_000
const urgentDays = 7

/** A certificate that somebody must renew in time. */
export type ExpiringCertificate = Omit<CalendarEntry, 'daysLeft' | 'state'> & { revoked?: boolean; replaced?: boolean }

/** Lists certificates by remaining days, fewest first. Revoked and replaced ones come last. */
export function buildCalendar(held: ExpiringCertificate[], { now, warnDays }: { now: number; warnDays: number }) {
  const certificates = held.map((one) => toEntry(one, now, warnDays)).sort(compareByUrgency)
  return { warnings: certificates.filter(needsRenewal).length, certificates }
}

export const needsRenewal = ({ state }: CalendarEntry) => ['soon', 'urgent', 'expired'].includes(state)

const compareByUrgency = (a: CalendarEntry, b: CalendarEntry) => rank(a) - rank(b) || a.name.localeCompare(b.name)

const rank = ({ state, daysLeft }: CalendarEntry) =>
  state === 'revoked' || state === 'replaced' || daysLeft === undefined ? Number.MAX_SAFE_INTEGER : daysLeft

function toEntry({ revoked, replaced, ...one }: ExpiringCertificate, now: number, warnDays: number): CalendarEntry {
  const daysLeft = one.end === undefined ? undefined : Math.floor((Date.parse(one.end) - now) / day)
  const early = one.start !== undefined && Date.parse(one.start) > now
  const state = revoked ? 'revoked' : replaced ? 'replaced' : early ? 'not-yet' : toState(daysLeft, warnDays)
  return { ...one, ...(daysLeft !== undefined && { daysLeft }), state }
}

function toState(daysLeft: number | undefined, warnDays: number): CalendarEntry['state'] {
  if (daysLeft === undefined) return 'unknown'
  if (daysLeft < 0) return 'expired'
  if (daysLeft < urgentDays) return 'urgent'
  return daysLeft < warnDays ? 'soon' : 'good'
}
