import { createPublicKey } from 'node:crypto'
import {
  createRemoteJWKSet,
  errors,
  type JWTPayload,
  type JWTVerifyGetKey,
  type JWTVerifyOptions,
  jwtVerify,
} from 'jose'
import type { ClientIdentity } from '../../clients/index.ts'
import type { Settings } from '../../settings/settings.ts'
import type { Finding } from './credentials.ts'

const maxTokenLength = 8192

/** RFC 7519 and RFC 8725: only the algorithms the administrator named, and `sub` is a Client ID. */
export function jwt(
  settings: Settings['authentication']['jwt'],
  find: (clientID: string) => ClientIdentity | undefined,
) {
  const verify = verifier(settings)

  return async (authorization: string): Promise<Finding> => {
    const token = /^ *bearer +([\w.~+/-]+=*) *$/i.exec(authorization)?.[1]
    if (token === undefined)
      return /^ *bearer(\s|$)/i.test(authorization)
        ? { code: 'unreadable-credential', reason: 'The JSON Web Token cannot be read' }
        : 'nothing'
    if (token.length > maxTokenLength) return { code: 'bad-jwt', reason: 'The JSON Web Token is too long' }
    try {
      const { payload } = await verify(token)
      return toFinding(payload, find)
    } catch (error) {
      return { code: error instanceof errors.JWTExpired ? 'expired-jwt' : 'bad-jwt', reason: toReason(error) }
    }
  }
}

function toFinding({ sub, exp }: JWTPayload, find: (clientID: string) => ClientIdentity | undefined): Finding {
  if (!sub) return { code: 'bad-jwt', reason: 'The JSON Web Token names no subject (sub)' }
  const client = find(sub)
  if (!client)
    return { code: 'unknown-client', reason: `The JSON Web Token is for "${sub}", which is no Client ID`, claimed: sub }
  return exp === undefined ? { client } : { client, expires: exp * 1000 }
}

function verifier(settings: Settings['authentication']['jwt']) {
  const options: JWTVerifyOptions = { algorithms: settings.algorithms, clockTolerance: 5 }
  if (settings.audience.length) options.audience = settings.audience
  if (settings.issuer) options.issuer = settings.issuer
  const key = loadKey(settings)
  return typeof key === 'function'
    ? (token: string) => jwtVerify(token, key, options)
    : (token: string) => jwtVerify(token, key, options)
}

/** A set is fetched when first needed, kept ten minutes, and for an unknown key id asked again at most every 30 seconds. */
function loadKey({ secretOrPublicKey, jwksUri }: Settings['authentication']['jwt']) {
  if (secretOrPublicKey.includes('-----BEGIN')) return createPublicKey(secretOrPublicKey)
  if (secretOrPublicKey) return new TextEncoder().encode(secretOrPublicKey)
  const keys: JWTVerifyGetKey = createRemoteJWKSet(new URL(jwksUri), {
    timeoutDuration: 5_000,
    cooldownDuration: 30_000,
    cacheMaxAge: 600_000,
  })
  return keys
}

function toReason(error: unknown) {
  if (error instanceof errors.JWTExpired) return 'The JSON Web Token has expired'
  if (error instanceof errors.JWTClaimValidationFailed) return `The JSON Web Token has the wrong claim "${error.claim}"`
  if (error instanceof errors.JWSSignatureVerificationFailed) return 'The signature of the JSON Web Token is wrong'
  if (error instanceof errors.JOSEAlgNotAllowed) return 'The algorithm of the JSON Web Token is not accepted'
  if (error instanceof errors.JWKSNoMatchingKey) return 'No key of the key set signed the JSON Web Token'
  if (error instanceof errors.JWKSTimeout) return 'The key set did not answer in time'
  if (error instanceof errors.JWTInvalid || error instanceof errors.JWSInvalid) return 'The JSON Web Token is malformed'
  return 'The JSON Web Token could not be verified'
}
