// Decides which roles a client holds at a moment, and keeps the roles of a time apart from those without an end.
import type { ClientDefinition } from '@mediary/contract/clients'
import type { TimedRole } from '@mediary/contract/clients/timed-roles'
import { issue } from '@mediary/contract/problem'
import { invalidRequest } from '../platform/http/problem.ts'

/** A role for a time. Times are milliseconds. */
type RolePeriod = { role: string; from: number; until: number }

/** The roles that a client holds from the end of the span before until just before `until`, in milliseconds. */
export type RoleSpan = { until: number; roles: string[] }

/** What is stored: `roles` has no end, and no role stands in both lists. */
type StoredRoles = Pick<ClientDefinition, 'roles' | 'timedRoles'>

const toRolePeriod = ({ role, from, until }: TimedRole): RolePeriod => ({
  role,
  from: from === undefined ? Number.NEGATIVE_INFINITY : Date.parse(from),
  until: until === undefined ? Number.POSITIVE_INFINITY : Date.parse(until),
})

/** Tells whether a role is held at a moment: from the beginning until just before the end. */
const holdsRole = ({ from, until }: RolePeriod, at: number) => at >= from && at < until

const listHeldForTime = ({ timedRoles = [] }: StoredRoles, at: number) =>
  timedRoles.filter((timed) => holdsRole(toRolePeriod(timed), at)).map(({ role }) => role)

/** Lists the roles that a client holds at a moment. */
export const listHeldRoles = (stored: StoredRoles, at: number) => [...stored.roles, ...listHeldForTime(stored, at)]

/** Splits all time where a role begins or ends, so that a request need not compare each role with the clock. */
export function toRoleSpans({ roles, timedRoles = [] }: StoredRoles): RoleSpan[] {
  const periods = timedRoles.map(toRolePeriod)
  const ends = [...new Set([...periods.flatMap(({ from, until }) => [from, until]), Number.POSITIVE_INFINITY])]
    .filter((time) => time > Number.NEGATIVE_INFINITY)
    .sort((a, b) => a - b)
  return ends.map((until, place) => {
    const begin = ends[place - 1] ?? Number.NEGATIVE_INFINITY
    const held = periods.filter((period) => holdsRole(period, begin)).map(({ role }) => role)
    return { until, roles: [...roles, ...held] }
  })
}

/** Lists the roles that a client, as the gateway knows it, holds at a moment. */
export function listIdentityRoles(
  { roles, roleSpans = [] }: { roles: string[]; roleSpans?: readonly RoleSpan[] },
  at: number,
): string[] {
  for (const span of roleSpans) if (at < span.until) return span.roles
  return roles
}

/** Lists the roles that a client holds now or will hold. */
export const listPresentRoles = ({ roles, timedRoles = [] }: StoredRoles, at: number) => [
  ...roles,
  ...timedRoles.filter((timed) => toRolePeriod(timed).until > at).map(({ role }) => role),
]

/** Lists every role that a client names. */
export const listNamedRoles = ({ roles, timedRoles = [] }: StoredRoles) => [
  ...roles,
  ...timedRoles.map(({ role }) => role),
]

/** Lists the roles that a change gives, also for another time than before. */
export function listGivenRoles(former: StoredRoles, next: StoredRoles) {
  const held = former.timedRoles ?? []
  const isNew = (timed: TimedRole) =>
    !former.roles.includes(timed.role) &&
    !held.some(({ role, from, until }) => role === timed.role && from === timed.from && until === timed.until)
  return [
    ...next.roles.filter((role) => !former.roles.includes(role)),
    ...(next.timedRoles ?? []).filter(isNew).map(({ role }) => role),
  ]
}

type Sent = { roles?: readonly string[] | null | undefined; timedRoles?: readonly TimedRole[] | null | undefined }

/**
 * Returns what to store when a document was sent. Its `roles` are those that a client holds at the moment, as the API shows
 * them: a timed role in them stays timed, and one that is left out ends. So a document that is read and sent back gives no
 * role for longer than it was given.
 */
export function mergeRoles(former: StoredRoles, { roles, timedRoles }: Sent, now: number) {
  const timed = timedRoles === undefined ? (former.timedRoles ?? []) : (timedRoles ?? [])
  if (!roles) {
    const names = new Set(timed.map(({ role }) => role))
    return { roles: former.roles.filter((role) => !names.has(role)), timedRoles: [...timed] }
  }
  if (timedRoles === undefined) {
    const held = listHeldForTime(former, now)
    const elsewhen = timed.find(({ role }) => roles.includes(role) && !held.includes(role))
    if (elsewhen) throw invalidRequest([issue('roles', 'timed-role-not-now', { role: elsewhen.role })])
    const kept = timed.filter(({ role }) => roles.includes(role) || !held.includes(role))
    return { roles: withoutTimed(roles, kept), timedRoles: kept }
  }
  return { roles: withoutTimed(roles, timed), timedRoles: [...timed] }
}

const withoutTimed = (roles: readonly string[], timed: readonly TimedRole[]) =>
  roles.filter((role) => !timed.some((one) => one.role === role))

/** Returns the roles with each name replaced or removed as an edit of members asks for. */
export function editRoles({ roles, timedRoles = [] }: StoredRoles, edit: (names: string[]) => string[]) {
  const timed = timedRoles.flatMap((one) => {
    const [role] = edit([one.role])
    return role === undefined ? [] : [{ ...one, role }]
  })
  const names = [...new Set(edit([...roles, ...timedRoles.map(({ role }) => role)]))]
  return { roles: withoutTimed(names, timed), timedRoles: timed }
}
