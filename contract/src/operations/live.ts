import { z } from 'zod'
import type { Api } from '../api/endpoint.ts'
import { listKeys } from '../api/records.ts'
import type { Permission } from '../permission.ts'

/** The topics of live updates, with the permission that a user needs. An update names topics and carries no data. */
export const topics = {
  clients: 'client-view-all',
  roles: 'client-role-view-all',
  channels: 'channel-view-all',
  mediators: 'mediator-view-all',
  contactGroups: 'contact-list-view',
  notices: 'contact-list-view',
  visualizers: 'visualizer-view',
  apps: 'signed-in',
  savedViews: 'signed-in',
  certificates: 'certificates-view',
  users: 'user-view',
  settings: 'client-view-all',
  transactions: 'transaction-view-all',
  tasks: 'transaction-rerun-all',
  retention: 'channel-view-all',
  refusals: 'transaction-view-all',
  issues: 'transaction-view-all',
  metrics: 'channel-view-all',
  health: 'channel-view-all',
  me: 'signed-in',
} as const satisfies Record<string, Permission | 'signed-in'>
export type Topic = keyof typeof topics

/** The data of a `changed` event. */
export const Changed = z.array(z.enum(listKeys(topics)))

export const liveApi = {
  listen: {
    method: 'GET',
    path: '/live-updates',
    summary: 'Receive server-sent events that name the changed lists',
    permission: 'signed-in',
    query: z.object({
      age: z.coerce
        .number()
        .int()
        .min(0)
        .max(86_400_000)
        .optional()
        .describe(
          'how old the lists of the listener are at most, in milliseconds: what changed since is named at once',
        ),
    }),
  },
} as const satisfies Api
