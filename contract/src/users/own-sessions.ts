import { z } from 'zod'
import type { Api } from '../api/endpoint.ts'
import { Sentence, Timestamp } from '../api/shapes.ts'

/** A place where a user is signed in to the console. */
const OwnSession = z.object({
  id: z.string(),
  created: Timestamp,
  lastUsed: Timestamp.describe('exact to the minute'),
  address: z.string().optional().describe('the address from which the user signed in'),
  agent: z.string().optional().describe('how the browser or program named itself'),
  current: z.boolean().describe('the session of this call'),
})
export type OwnSession = z.infer<typeof OwnSession>

export const ownSessionsApi = {
  list: {
    method: 'GET',
    path: '/me/sessions',
    summary: 'List the own sessions',
    permission: 'signed-in',
    response: z.array(OwnSession),
  },
  end: {
    method: 'DELETE',
    path: '/me/sessions/:id',
    summary: 'End one of the own sessions',
    permission: 'signed-in',
    params: z.object({ id: z.string().max(64) }),
    response: Sentence,
  },
  endOthers: {
    method: 'DELETE',
    path: '/me/sessions',
    summary: 'End all own sessions except the one of this call',
    permission: 'signed-in',
    response: Sentence,
  },
} as const satisfies Api
