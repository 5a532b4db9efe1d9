import { z } from 'zod'
import type { Api } from '../api/endpoint.ts'
import { Sentence } from '../api/shapes.ts'

export const viewAsApi = {
  start: {
    method: 'POST',
    path: '/view-as',
    summary: 'Look at the console with the rights of another user, read only; never with more than the own rights',
    permission: 'user-manage',
    body: z.object({ email: z.string().max(254) }),
    response: Sentence,
  },
  end: {
    method: 'DELETE',
    path: '/view-as',
    summary: 'Look at the console with the own rights again',
    permission: 'signed-in',
    whileViewing: true,
    response: Sentence,
  },
} as const satisfies Api
