import { Refusal } from '../../refusal.ts'
import type { Arrival } from '../request.ts'

/**
 * Takes the header with a client's certificate out of the request. It counts when a trusted proxy sent it: nobody else
 * can name a client by it, neither here nor at an upstream.
 */
export function takeClientCertificate(arrival: Arrival, rawHeaders: readonly string[], header: string): void {
  const { head, peer } = arrival
  head.forwarded = removeHeader(head.forwarded, header)
  head.recorded = removeHeader(head.recorded, header)
  // A Connection header that lists it has taken it away from what is forwarded.
  const values = rawHeaders.filter((_, i) => i % 2 === 1 && isNamed(rawHeaders[i - 1], header))
  if (!peer?.trusted) return
  if (values.length > 1) throw new Refusal('receive', 400, 'malformed', `The proxy sent more than one ${header} header`)
  // nginx sends an empty one for a client without a certificate.
  arrival.clientCertificate = values[0] || undefined
}

const isNamed = (name: string | undefined, header: string) => name?.toLowerCase().replaceAll('_', '-') === header

/** Returns a flat list without a header. */
const removeHeader = (headers: string[], header: string) =>
  headers.filter((_, i) => !isNamed(headers[i - (i % 2)], header))
