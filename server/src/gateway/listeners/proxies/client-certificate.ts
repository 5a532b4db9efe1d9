import { Refusal } from '../../refusal.ts'
import type { Arrival } from '../request.ts'

/**
 * Takes the header with a client's certificate out of the request. It counts when a trusted proxy sent it: nobody else
 * can name a client by it, neither here nor at an upstream.
 */
export function takeClientCertificate(arrival: Arrival, header: string): void {
  const { head, peer } = arrival
  const values = [...removeHeader(head.forwarded, header)]
  removeHeader(head.recorded, header)
  if (!peer?.trusted) return
  if (values.length > 1) throw new Refusal('receive', 400, 'malformed', `The proxy sent more than one ${header} header`)
  // nginx sends an empty one for a client without a certificate.
  arrival.clientCertificate = values[0] || undefined
}

/** Removes a header from a flat list. Returns its values. */
function removeHeader(headers: string[], header: string): string[] {
  const values: string[] = []
  for (let i = headers.length - 2; i >= 0; i -= 2) {
    if (headers[i]?.toLowerCase().replaceAll('_', '-') !== header) continue
    values.push(...headers.splice(i, 2).slice(1))
  }
  return values
}
