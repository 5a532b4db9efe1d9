import type { FastifyRequest } from 'fastify'
import { forbidden } from './problem.ts'

/**
 * A page of another site can make a browser send our cookie along. Browsers say where a request comes from (Fetch
 * Metadata, and Origin on every write); programs that are no browsers say nothing and hold no cookie of ours.
 * Fetch Metadata cannot be set by a page, and is right behind a proxy that changes the scheme or the Host.
 */
export function refuseOtherSites(request: FastifyRequest, allowedOrigins: string[]) {
  const { origin } = request.headers
  const site = request.headers['sec-fetch-site']
  if (site === 'same-origin') return
  if (origin === undefined && (site === undefined || site === 'none')) return
  if (origin !== undefined && (allowedOrigins.includes(origin) || origin === `${request.protocol}://${request.host}`))
    return
  throw forbidden('other-site')
}
