import { errors, type JWTPayload } from 'jose'
import type { KnownIssuer } from '../../system/index.ts'
import { type CredentialRefusal, type Finding, judgeCredential, type Recognised } from './credentials.ts'
import { tokenVerifier } from './jwt-keys.ts'
import { listCarriedNames } from './narrowing.ts'

/** Finds the client that a subject names. */
type FindSubject = (subject: string) => Pick<Recognised, 'client' | 'credential'> | undefined

const maxTokenLength = 8192
const maxShownIssuer = 200

/** RFC 7519 and RFC 8725: the issuer chooses the key and the algorithms before anything is verified; a claim names the client. */
export function jwt(issuers: () => readonly KnownIssuer[], find: FindSubject) {
  // The keys of an issuer are kept as long as its settings are the same.
  const verifiers = new WeakMap<KnownIssuer, ReturnType<typeof tokenVerifier>>()
  const verify = (issuer: KnownIssuer, token: string) => {
    const known = verifiers.get(issuer) ?? tokenVerifier(issuer)
    verifiers.set(issuer, known)
    return known(token)
  }

  return async (authorization: string): Promise<Finding> => {
    const token = /^ *bearer +([\w.~+/-]+=*) *$/i.exec(authorization)?.[1]
    if (token === undefined)
      return /^ *bearer(\s|$)/i.test(authorization)
        ? { code: 'unreadable-credential', reason: 'The JSON Web Token cannot be read' }
        : 'nothing'
    if (token.length > maxTokenLength) return { code: 'bad-jwt', reason: 'The JSON Web Token is too long' }
    if (!token.split('.').every(isCanonical)) return { code: 'bad-jwt', reason: 'The JSON Web Token is malformed' }
    const issuer = findIssuer(issuers(), token)
    if ('code' in issuer) return issuer
    try {
      const { payload } = await verify(issuer, token)
      return toFinding(payload, issuer, find)
    } catch (error) {
      return { code: error instanceof errors.JWTExpired ? 'expired-jwt' : 'bad-jwt', reason: toReason(error) }
    }
  }
}

/** Returns the issuer that a token claims. Nothing that the token says is believed until its signature is verified. */
function findIssuer(issuers: readonly KnownIssuer[], token: string): KnownIssuer | CredentialRefusal {
  const claims = readClaims(token)
  const claimed = claims?.iss
  // A token that cannot be read is malformed, whoever issued it.
  const found = claims
    ? (issuers.find(({ issuer }) => issuer !== '' && issuer === claimed) ?? issuers.find(({ issuer }) => issuer === ''))
    : issuers[0]
  if (found) return found
  const reason =
    claimed === undefined
      ? 'The JSON Web Token names no issuer: its claim "iss" is missing'
      : `No issuer "${claimed.slice(0, maxShownIssuer)}" of JSON Web Tokens is configured`
  return { code: 'unknown-issuer', reason }
}

/** Returns the claim `iss` of a token; undefined when its content is no JSON object. */
function readClaims(token: string): { iss: string | undefined } | undefined {
  try {
    const claims: unknown = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString())
    if (typeof claims !== 'object' || claims === null || Array.isArray(claims)) return undefined
    return { iss: 'iss' in claims && typeof claims.iss === 'string' ? claims.iss : undefined }
  } catch {
    return undefined
  }
}

function toFinding(payload: JWTPayload, issuer: KnownIssuer, find: FindSubject): Finding {
  const { clientClaim } = issuer
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
  if ('code' in judged) return judged
  return {
    ...judged,
    issuer,
    ...(issuer.roles && { carried: listCarriedNames(payload, issuer.roles) }),
    ...(exp !== undefined && { expires: exp * 1000 }),
  }
}

/** Base64url without padding or stray bits (RFC 7515 §2), so that a token has one text only. */
const isCanonical = (part: string) => Buffer.from(part, 'base64url').toString('base64url') === part

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
