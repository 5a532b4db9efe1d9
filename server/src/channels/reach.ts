// Refuses changes with which a channel would take the requests of others.
import type { Channel, NewChannel } from '@mediary/contract/channels'
import type { Database } from '../platform/database/database.ts'
import { type Caller, may } from '../platform/http/caller.ts'
import { forbidden } from '../platform/http/problem.ts'
import { compilePattern, PatternError } from '../platform/patterns/pattern.ts'
import { refuseOpening } from '../roles/index.ts'
import { refuseNaming } from '../users/index.ts'

/** The fields that decide which requests a channel takes. */
const matchingFields = [
  'urlPattern',
  'type',
  'methods',
  'priority',
  'matchContentTypes',
  'matchContentRegex',
  'matchContentXpath',
  'matchContentJson',
  'matchContentValue',
] as const

/**
 * Refuses to a caller who manages only some channels what could make one of them take the requests of a channel that the
 * caller does not manage. Two patterns may share a path when one begins as the other does.
 */
export function refuseTakingOthers(caller: Caller, former: Channel, next: NewChannel, others: Channel[]) {
  if (may(caller, 'channel-manage-all') || takesTheSame(former, next)) return
  const prefix = readPrefix(next.urlPattern)
  const shares = ({ urlPattern }: Channel) => {
    const other = readPrefix(urlPattern)
    return other.startsWith(prefix) || prefix.startsWith(other)
  }
  const foreign = others.filter(({ _id, status }) => status !== 'deleted' && !may(caller, 'channel-manage-all', _id))
  if (foreign.some(shares)) throw forbidden('channel-takes-others')
}

type ClientMember = { _id: string; name: string; names: string[] }
/** Lists the clients with the roles that they hold or will hold. */
export type ListClients = (trx: Database['kysely']) => Promise<ClientMember[]>

/** Refuses to let clients into a channel that the caller may not manage. */
export async function refuseLettingIn(
  { trx, caller, listClients }: { trx: Database['kysely']; caller: Caller; listClients: ListClients },
  former: Channel | undefined,
  next: NewChannel,
) {
  const names = next.allow.filter((name) => !former?.allow.includes(name))
  const everybody = next.authType === 'public' && former?.authType !== 'public'
  if (names.length || everybody) refuseOpening(caller, { names, everybody }, await listClients(trx))
}

/** Refuses a name with which user roles would give permissions for the channel that the caller does not have. */
export const refuseNewName = (trx: Database['kysely'], { permissions }: Caller, former: Channel, next: NewChannel) =>
  refuseNaming(trx, { id: former._id, former: former.name, name: next.name }, permissions)

const takesTheSame = (former: Channel, next: NewChannel) =>
  (former.status === 'deleted') === (next.status === 'deleted') &&
  matchingFields.every((field) => JSON.stringify(former[field]) === JSON.stringify(next[field]))

/** Returns what every path begins with that a pattern takes. A pattern that cannot be used could mean any path. */
function readPrefix(urlPattern: string): string {
  try {
    return compilePattern(urlPattern).prefix
  } catch (error) {
    if (error instanceof PatternError) return ''
    throw error
  }
}
