import type { Span } from '../../tracing/index.ts'
import type { Identified } from '../authentication/credentials.ts'
import type { ClientGateway } from '../context.ts'
import type { Arrival } from './request.ts'

/** Finds out which client sent the request, and counts it the first time. */
export async function identifyClient(
  gateway: ClientGateway,
  arrival: Arrival,
  span: Span | undefined,
  renewed: boolean,
): Promise<Identified> {
  const caller = await gateway.identify(arrival)
  const { client, mechanism, credential } = caller
  if (!renewed)
    gateway.metrics.arrived(
      { client: client?.id, mechanism, credential: credential?.id, address: arrival.address },
      arrival.at,
    )
  span?.set({ 'mediary.client': caller.client?.clientID })
  return caller
}
