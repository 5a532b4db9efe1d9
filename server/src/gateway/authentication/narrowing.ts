// A token that an issuer has narrowed stands for some of the roles of its client only.
import type { RoleMapping } from '@mediary/contract/clients/issuers'
import type { JWTPayload } from 'jose'

const maxValues = 1_000

/** Lists the names of roles, or of the client itself, that a token carries. */
export function listCarriedNames(payload: JWTPayload, { claim, values }: RoleMapping): ReadonlySet<string> {
  const carried = readValues(findClaim(payload, claim)).slice(0, maxValues)
  const lookUp = new Map(Object.entries(values ?? {}))
  return new Set(values === null ? carried : carried.flatMap((value) => lookUp.get(value) ?? []))
}

/** Finds a claim by its name, or by the names of the claims around it with dots between. */
function findClaim(payload: JWTPayload, claim: string): unknown {
  if (Object.hasOwn(payload, claim)) return payload[claim]
  let found: unknown = payload
  for (const name of claim.split('.')) {
    if (typeof found !== 'object' || found === null || !Object.hasOwn(found, name)) return undefined
    found = new Map(Object.entries(found)).get(name)
  }
  return found
}

/** Reads a list of texts, or a text of words as `scope` is (RFC 8693 section 4.2). */
function readValues(claim: unknown): string[] {
  if (typeof claim === 'string') return claim.split(' ').filter(Boolean)
  return Array.isArray(claim) ? claim.filter((value) => typeof value === 'string') : []
}

type Names = { clientID: string; roles: readonly string[] }

/** Returns what of a client a narrowed token stands for. The empty text is no Client ID. */
export const narrowNames = ({ clientID, roles }: Names, carried: ReadonlySet<string>): Names => ({
  clientID: carried.has(clientID) ? clientID : '',
  roles: roles.filter((role) => carried.has(role)),
})
