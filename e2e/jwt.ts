import { createHmac } from 'node:crypto'

const jwtSecret = 'a-shared-secret-that-is-long-enough-for-hs256'

/** With these a program accepts the tokens that `jwt` makes. */
export const jwtSettings = {
  MEDIARY_AUTHENTICATION_JWT_ALGORITHMS: 'HS256',
  MEDIARY_AUTHENTICATION_JWT_SECRET_OR_PUBLIC_KEY: jwtSecret,
  MEDIARY_AUTHENTICATION_JWT_AUDIENCE: 'mediary',
  MEDIARY_AUTHENTICATION_JWT_ISSUER: 'issuer',
}

const base64url = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url')

export function jwt(claims: Record<string, unknown>, { secret = jwtSecret, alg = 'HS256' } = {}) {
  const head = `${base64url({ alg, typ: 'JWT' })}.${base64url({ iss: 'issuer', aud: 'mediary', exp: Math.floor(Date.now() / 1000) + 3_600, ...claims })}`
  return alg === 'none' ? `${head}.` : `${head}.${createHmac('sha256', secret).update(head).digest('base64url')}`
}
