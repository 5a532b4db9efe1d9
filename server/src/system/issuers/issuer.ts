// Decides which settings of an issuer of JSON Web Tokens fit together.
import { createPublicKey } from 'node:crypto'
import { listKeys } from '@mediary/contract/api/records'
import { type NewTokenIssuer, type RoleMapping, secretAlgorithms } from '@mediary/contract/clients/issuers'
import { type Issue, issue } from '@mediary/contract/problem'
import { z } from 'zod'
import { invalidRequest } from '../../platform/http/problem.ts'
import type { Settings } from '../../settings/settings.ts'
import { hasJwtKey } from '../rules.ts'

/** An issuer as the gateway knows it. */
export type KnownIssuer = {
  id: string
  /** The claim `iss` of its tokens. Empty: any that no other issuer has. */
  issuer: string
  algorithms: readonly string[]
  audience: readonly string[]
  clientClaim: string
  leewaySeconds: number
  secret?: string | undefined
  publicKeys: readonly string[]
  jwksUri?: string | undefined
  roles: RoleMapping | null
}

/** The name of the issuer that the settings give, in place of an id. */
export const configuredId = 'configuration'

/** An issuer as it is stored: everything but the secret as it is shown. */
export const StoredIssuer = z.object({
  name: z.string(),
  issuer: z.string(),
  algorithms: z.array(z.string()),
  audience: z.array(z.string()),
  clientClaim: z.string(),
  leewaySeconds: z.number(),
  publicKeys: z.array(z.string()),
  jwksUri: z.string().optional(),
  roles: z.object({ claim: z.string(), values: z.record(z.string(), z.array(z.string())).nullable() }).nullable(),
  sealedSecret: z.string().optional(),
})
export type StoredIssuer = z.infer<typeof StoredIssuer>

/** Returns the issuer that OpenHIM's settings describe: the first of all. */
export function toConfiguredIssuer(jwt: Settings['authentication']['jwt']): KnownIssuer | undefined {
  if (!hasJwtKey({ jwt })) return undefined
  const { issuer, algorithms, audience, clientClaim, clockTolerance, secretOrPublicKey: key, jwksUri } = jwt
  const isPem = key.includes('-----BEGIN')
  return {
    id: configuredId,
    issuer,
    algorithms,
    audience,
    clientClaim,
    leewaySeconds: clockTolerance,
    publicKeys: isPem ? [key] : [],
    ...(key && !isPem && { secret: key }),
    ...(!key && { jwksUri }),
    roles: null,
  }
}

const symmetric: readonly string[] = listKeys(secretAlgorithms)

/** Refuses settings with which no token, or a forged one, could be verified. `hasSecret`: one is stored. */
export function refuseUnusable(
  { algorithms, secret, publicKeys, jwksUri }: NewTokenIssuer,
  { hasSecret }: { hasSecret: boolean },
) {
  const issues: Issue[] = []
  const withSecret = algorithms.filter((name) => symmetric.includes(name))
  // RFC 8725 section 2.1: a public key that is taken for a shared secret lets anyone sign.
  if (withSecret.length > 0 && withSecret.length < algorithms.length)
    issues.push(issue('algorithms', 'issuer-algorithms-mixed'))
  else if (withSecret.length > 0) {
    const min = Math.max(
      ...listKeys(secretAlgorithms).map((name) => (withSecret.includes(name) ? secretAlgorithms[name] : 0)),
    )
    if (secret === undefined && !hasSecret) issues.push(issue('secret', 'required'))
    if (secret !== undefined && Buffer.byteLength(secret) < min)
      issues.push(issue('secret', 'issuer-secret-too-short', { min, algorithms: withSecret.join(', ') }))
    if (publicKeys.length || jwksUri !== undefined) issues.push(issue('algorithms', 'issuer-needs-other-key'))
  } else {
    if (secret !== undefined) issues.push(issue('secret', 'issuer-secret-unused'))
    if (publicKeys.length > 0 === (jwksUri !== undefined)) issues.push(issue('publicKeys', 'issuer-needs-keys'))
    publicKeys.forEach((key, i) => {
      if (!isPublicKey(key)) issues.push(issue(`publicKeys.${i}`, 'issuer-not-a-public-key'))
    })
  }
  if (issues.length) throw invalidRequest(issues)
}

/** A private key would be accepted by the library, and must not be sent here. */
function isPublicKey(pem: string) {
  if (!/^\s*-----BEGIN (RSA )?PUBLIC KEY-----/.test(pem)) return false
  try {
    return createPublicKey(pem).type === 'public'
  } catch {
    return false
  }
}

/** Returns an address without the password and the query that it may hold. */
export const hideSecrets = (address: string) => {
  const url = URL.parse(address)
  return url ? `${url.origin}${url.pathname}` : ''
}
