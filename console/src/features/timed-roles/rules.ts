import type { Client } from '@mediary/contract/clients'
import type { TimedRole } from '@mediary/contract/clients/timed-roles'

type RoleState = 'early' | 'active' | 'ended'

/** Returns whether a client holds a timed role at a moment. It holds it from the beginning until just before the end. */
export function findState({ from, until }: TimedRole, now: number): RoleState {
  if (until !== undefined && Date.parse(until) <= now) return 'ended'
  return from !== undefined && Date.parse(from) > now ? 'early' : 'active'
}

/** Returns the first moment at which a state changes; undefined when no more does. */
export function findNextChange(timed: readonly TimedRole[], now: number): number | undefined {
  const moments = timed.flatMap(({ from, until }) => [from, until].flatMap((time) => (time ? [Date.parse(time)] : [])))
  const coming = moments.filter((moment) => moment > now)
  return coming.length > 0 ? Math.min(...coming) : undefined
}

/** Returns the roles that a client holds without an end. */
export const listLastingRoles = ({ roles, timedRoles = [] }: Pick<Client, 'roles' | 'timedRoles'>): string[] =>
  roles.filter((name) => !timedRoles.some(({ role }) => role === name))

type TimedRoleDraft = { role: string; from: string; until: string }

/** Converts a time that was typed in the browser. */
const toInstant = (local: string) => (local === '' ? undefined : new Date(local).toISOString())

/** Returns the list with a role for another time. One that has this name already gets the new time. */
export function withTimedRole(timed: readonly TimedRole[], { role, from, until }: TimedRoleDraft): TimedRole[] {
  const [begins, ends] = [toInstant(from), toInstant(until)]
  const name = role.trim()
  return [
    ...timed.filter((one) => one.role !== name),
    { role: name, ...(begins !== undefined && { from: begins }), ...(ends !== undefined && { until: ends }) },
  ]
}
