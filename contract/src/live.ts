import { z } from 'zod'
import type { Api } from './api/endpoint.ts'
import type { Permission } from './permission.ts'

/** What a live update may be about, and what lets a user hear of it. It never says more than the topic. */
export const topics = {
  clients: 'client-view-all',
  roles: 'client-role-view-all',
  channels: 'channel-view-all',
  certificates: 'certificates-view',
  users: 'user-view',
  settings: 'client-view-all',
  transactions: 'transaction-view-all',
  tasks: 'transaction-rerun-all',
  retention: 'channel-view-all',
  refusals: 'transaction-view-all',
  metrics: 'channel-view-all',
  me: 'signed-in',
} as const satisfies Record<string, Permission | 'signed-in'>
export type Topic = keyof typeof topics

const names = Object.keys(topics) as [Topic, ...Topic[]]

/** The data of an event `changed`. */
export const Changed = z.array(z.enum(names))

export const liveApi = {
  listen: {
    method: 'GET',
    path: '/live-updates',
    summary: 'Server-sent events that say which lists have changed',
    permission: 'signed-in',
  },
} as const satisfies Api
