// Verifies the signature and the claims of a JSON Web Token with the keys of one issuer.
import { createPublicKey } from 'node:crypto'
import {
  type CryptoKey,
  createLocalJWKSet,
  createRemoteJWKSet,
  errors,
  exportJWK,
  type JWTPayload,
  type JWTVerifyGetKey,
  type JWTVerifyOptions,
  jwtVerify,
} from 'jose'
import type { KnownIssuer } from '../../system/index.ts'

const maxKeysTried = 16

type Verify = (token: string) => Promise<{ payload: JWTPayload }>

/** Returns the verification of the tokens of an issuer: only with the algorithms that the administrator named. */
export function tokenVerifier(issuer: KnownIssuer): Verify {
  const options: JWTVerifyOptions = {
    algorithms: [...issuer.algorithms],
    clockTolerance: issuer.leewaySeconds,
    ...(issuer.audience.length > 0 && { audience: [...issuer.audience] }),
    ...(issuer.issuer && { issuer: issuer.issuer }),
  }
  const key = loadKey(issuer)
  if (typeof key !== 'function') return (token) => jwtVerify(token, key, options)
  return (token) =>
    jwtVerify(token, key, options).catch((error: unknown) => {
      if (error instanceof errors.JWKSMultipleMatchingKeys) return verifyWithEach(error, token, options)
      throw error
    })
}

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

function loadKey({ secret, publicKeys, jwksUri = '' }: KnownIssuer) {
  const [first, second] = publicKeys
  if (secret !== undefined) return new TextEncoder().encode(secret)
  if (first !== undefined && second === undefined) return createPublicKey(first)
  return first === undefined ? fetchKeySet(jwksUri) : buildKeySet(publicKeys)
}

/** A set is fetched when first needed, kept ten minutes, and for an unknown key id asked again at most every 30 seconds. */
const fetchKeySet = (address: string): JWTVerifyGetKey =>
  createRemoteJWKSet(new URL(address), {
    timeoutDuration: 5_000,
    cooldownDuration: 30_000,
    cacheMaxAge: 600_000,
  })

/** Keys in PEM form have no ids, so the id in a token chooses none of them. */
function buildKeySet(pems: readonly string[]): JWTVerifyGetKey {
  const set = Promise.all(pems.map((pem) => exportJWK(createPublicKey(pem)))).then((keys) =>
    createLocalJWKSet({ keys }),
  )
  return async ({ kid: _, ...header }, token) => (await set)(header, token)
}
