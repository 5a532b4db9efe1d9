import type { Api } from './endpoint.ts'
import { byId, Sentence } from './shapes.ts'

export const pollingApi = {
  trigger: {
    method: 'POST',
    path: '/channels/:id/trigger',
    summary: 'Poll the upstreams of a polling channel now',
    permission: 'channel-manage-all',
    resource: 'id',
    params: byId,
    response: Sentence,
  },
} as const satisfies Api
