// Which of the channels that a role opens were used, and by whom.
import { z } from 'zod'
import type { Api } from '../api/endpoint.ts'
import { byId, Id } from '../api/shapes.ts'

const period = {
  days: z.coerce.number().int().min(1).max(366).default(90),
  clients: z.coerce
    .number()
    .int()
    .min(0)
    .max(1000)
    .default(100)
    .describe('how many clients the response lists at most'),
}
const Day = z.iso.date()
const requests = z.int().describe('within these days; reruns do not count')
const lastUsed = Day.nullable().describe('the last day with a request, in UTC; null: there was none within these days')
const since = Day.describe('the first day that was counted: these days ago, or when this server began to count')

const ClientUse = z.object({ _id: Id, clientID: z.string(), requests, lastUsed })

/** Clients, those with the fewest requests first. */
const clients = {
  clientCount: z.int().describe('the clients, also those that the caller may not see'),
  usedByClients: z.int().describe('those among them with a request'),
  clients: z
    .array(ClientUse)
    .describe('as far as the caller may see them; those without a request first, then those that stopped first'),
}

const RoleUsage = z.object({
  days: z.int(),
  since,
  channelCount: z.int().describe('the channels that the role opens, also those that the caller may not see'),
  usedChannels: z.int().describe('those among them to which a client with the role sent a request'),
  channels: z
    .array(
      z.object({
        _id: Id,
        name: z.string(),
        requests: requests.describe('of clients with the role, within these days; reruns do not count'),
        clients: z.int().describe('how many clients with the role sent them'),
        lastUsed,
      }),
    )
    .describe('as far as the caller may see them; those without a request first'),
  ...clients,
})
export type RoleUsage = z.infer<typeof RoleUsage>

const ChannelUsage = z.object({
  days: z.int(),
  since,
  requests: requests.describe('of recognised clients, within these days; reruns do not count'),
  ...clients,
})
export type ChannelUsage = z.infer<typeof ChannelUsage>

export const usageApi = {
  role: {
    method: 'GET',
    path: '/roles/:name/usage',
    summary: 'Show which of the channels that a role opens its clients have used, and which clients use the role',
    permission: 'client-role-view-all',
    resource: 'name',
    params: z.object({ name: z.string() }),
    query: z.object(period),
    response: RoleUsage,
  },
  channel: {
    method: 'GET',
    path: '/channels/:id/usage',
    summary: 'Show which of the clients that a channel allows have used it',
    permission: 'channel-view-all',
    resource: 'id',
    params: byId,
    query: z.object(period),
    response: ChannelUsage,
  },
} as const satisfies Api
