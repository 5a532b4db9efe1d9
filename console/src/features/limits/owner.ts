import { clientsApi } from '@mediary/contract/clients'
import { type Limits, limitsApi, type Recommendation } from '@mediary/contract/limits'
import { queryOptions } from '@tanstack/react-query'
import type { z } from 'zod'
import { type CallResult, call } from '../../lib/api/call.ts'

/** The object that has limits. Those of a channel are part of its form. */
export type LimitsOwner =
  | { kind: 'client'; id: string }
  | { kind: 'channel'; id: string }
  | { kind: 'credential'; client: string; id: string }

export type EditedOwner = Exclude<LimitsOwner, { kind: 'channel' }>

export type LimitsInUse = CallResult<typeof limitsApi.client>

const fetchLimits = (owner: LimitsOwner, signal: AbortSignal): Promise<LimitsInUse> => {
  const { kind, id } = owner
  if (kind === 'client') return call(limitsApi.client, { params: { id } }, { signal })
  if (kind === 'channel') return call(limitsApi.channel, { params: { id } }, { signal })
  return call(limitsApi.credential, { params: { id: owner.client, credential: id } }, { signal })
}

/** The first part of the key is that of the list in which the owner stands, so that its changes refresh the limits. */
export const limitsQuery = (owner: LimitsOwner) =>
  queryOptions({
    queryKey: [owner.kind === 'channel' ? 'channels' : 'clients', 'limits', owner],
    queryFn: ({ signal }) => fetchLimits(owner, signal),
  })

/** Recommends limits from the record. What one credential needs is not recorded: its client is asked. */
export const recommend = (owner: LimitsOwner): Promise<Recommendation> => {
  if (owner.kind === 'channel') return call(limitsApi.channelRecommendation, { params: { id: owner.id }, query: {} })
  const id = owner.kind === 'client' ? owner.id : owner.client
  return call(limitsApi.clientRecommendation, { params: { id }, query: {} })
}

export async function saveLimits(owner: EditedOwner, limits: z.input<typeof Limits> | null): Promise<void> {
  if (owner.kind === 'client') await call(clientsApi.update, { params: { id: owner.id }, body: { limits } })
  if (owner.kind === 'credential')
    await call(limitsApi.changeCredential, { params: { id: owner.client, credential: owner.id }, body: { limits } })
}
