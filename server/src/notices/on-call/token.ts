import { timingSafeEqual } from 'node:crypto'
import type { Secrets } from '../../platform/secrets.ts'

type Digest = Pick<Secrets, 'digest'>

const sign = (id: string, { digest }: Digest) => digest(`acknowledgement of ${id}`).slice(0, 32)

/** Returns the token of the link with which the recipient of a notice acknowledges it. */
export const buildToken = (id: string, secrets: Digest) => `${id}-${sign(id, secrets)}`

/** Returns the id of the notice whose link has a token; undefined when this installation has not made it. */
export function readToken(token: string, secrets: Digest): string | undefined {
  const [id = '', signature = ''] = token.split('-')
  const [sent, expected] = [Buffer.from(signature), Buffer.from(sign(id, secrets))]
  return sent.length === expected.length && timingSafeEqual(sent, expected) ? id : undefined
}
