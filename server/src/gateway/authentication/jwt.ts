import { createPublicKey } from 'node:crypto'
import {
  type CryptoKey,
  createRemoteJWKSet,
  errors,
  type JWTPayload,
  type JWTVerifyGetKey,
  type JWTVerifyOptions,
  jwtVerify,
} from 'jose'
import type { Settings } from '../../settings/settings.ts'
import { type Finding, judgeCredential, type Recognised } from './credentials.ts'

/** Finds the client that a subject names. */
type FindSubject = (subject: string) => Pick<Recognised, 'client' | 'credential'> | undefined

const maxTokenLength = 8192
const maxKeysTried = 16

/** RFC 7519 and RFC 8725: only the algorithms the administrator named; a claim names the Client ID. */
export function jwt(settings: Settings['authentication']['jwt'], find: FindSubject) {
  const verify = verifier(settings)

  return async (authorization: string): Promise<Finding> => {
    const token = /^ *bearer +([\w.~+/-]+=*) *$/i.exec(authorization)?.[1]
    if (token === undefined)
      return /^ *bearer(\s|$)/i.test(authorization)
        ? { code: 'unreadable-credential', reason: 'The JSON Web Token cannot be read' }
        : 'nothing'
    if (token.length > maxTokenLength) return { code: 'bad-jwt', reason: 'The JSON Web Token is too long' }
    if (!token.split('.').every(isCanonical)) return { code: 'bad-jwt', reason: 'The JSON Web Token is malformed' }
    try {
      const { payload } = await verify(token)
      return toFinding(payload, settings.clientClaim, find)
    } catch (error) {
      return { code: error instanceof errors.JWTExpired ? 'expired-jwt' : 'bad-jwt', reason: toReason(error) }
    }
  }
}

function toFinding(payload: JWTPayload, clientClaim: string, find: FindSubject): Finding {
  const { exp, [clientClaim]: claim } = payload
  if (typeof claim !== 'string' || claim === '')
    return { code: 'bad-jwt', reason: `The JSON Web Token names no client: its claim "${clientClaim}" is missing` }
  const found = find(claim)
  if (!found)
    return {
      code: 'unknown-client',
      reason: `The JSON Web Token is for "${claim}", which is no Client ID`,
      claimed: claim,
    }
  const judged = found.credential ? judgeCredential({ ...found, credential: found.credential }, Date.now()) : found
  if ('code' in judged || exp === undefined) return judged
  return { ...judged, expires: exp * 1000 }
}

type Verify = (token: string) => Promise<{ payload: JWTPayload }>

function verifier(settings: Settings['authentication']['jwt']): Verify {
  const options: JWTVerifyOptions = { algorithms: settings.algorithms, clockTolerance: settings.clockTolerance }
  if (settings.audience.length) options.audience = settings.audience
  if (settings.issuer) options.issuer = settings.issuer
  const key = loadKey(settings)
  if (typeof key !== 'function') return (token) => jwtVerify(token, key, options)
  return (token) =>
    jwtVerify(token, key, options).catch((error: unknown) => {
      if (error instanceof errors.JWKSMultipleMatchingKeys) return verifyWithEach(error, token, options)
      throw error
    })
}

/** Base64url without padding or stray bits (RFC 7515 §2), so that a token has one text only. */
const isCanonical = (part: string) => Buffer.from(part, 'base64url').toString('base64url') === part

/** A token without a key id may be signed by any key of the set that fits its algorithm. */
async function verifyWithEach(keys: AsyncIterable<CryptoKey>, token: string, options: JWTVerifyOptions) {
  let tried = 0
  for await (const key of keys) {
    if (tried++ === maxKeysTried) break
    try {
      return await jwtVerify(token, key, options)
    } catch (error) {
      if (!(error instanceof errors.JWSSignatureVerificationFailed)) throw error
    }
  }
  throw new errors.JWKSNoMatchingKey(`none of the ${tried} keys`)
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
  if (error instanceof errors.JWTInvalid) return 'The JSON Web Token holds no claims: its content must be a JSON object'
  if (error instanceof errors.JWSInvalid) return 'The JSON Web Token is malformed'
  return 'The JSON Web Token could not be verified'
}
