import type { Api } from '../api/endpoint.ts'
import { byId, Sentence } from '../api/shapes.ts'

export const pollingApi = {
  trigger: {
    method: 'POST',
    path: '/channels/:id/trigger',
    summary: 'Run a polling channel now',
    permission: 'channel-manage-all',
    resource: 'id',
    params: byId,
    response: Sentence,
  },
} as const satisfies Api
