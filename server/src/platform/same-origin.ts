import type { FastifyRequest } from 'fastify'
import { forbidden } from './problem.ts'

/**
 * A page of another site can make a browser send our cookie along. Browsers say where a request comes from (Fetch
 * Metadata, and Origin on every write); programs that are no browsers say nothing and hold no cookie of ours.
 */
export function refuseOtherSites(request: FastifyRequest, allowedOrigins: string[]) {
  const { origin, host } = request.headers
  const site = request.headers['sec-fetch-site']
  const ours = origin !== undefined && (allowedOrigins.includes(origin) || origin === `${request.protocol}://${host}`)
  if (ours || (origin === undefined && (site === undefined || site === 'same-origin' || site === 'none'))) return
  throw forbidden('This call changes something and comes from a page of another site')
}
