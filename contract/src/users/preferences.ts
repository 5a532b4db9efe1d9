import { z } from 'zod'
import type { Api } from '../api/endpoint.ts'
import { Sentence } from '../api/shapes.ts'

/** The way in which a person reads the console. The server keeps it for every browser of that person. */
export const Preferences = z.object({
  language: z.enum(['en', 'fr', 'es', 'pt', 'sw']).optional(),
  zone: z.enum(['browser', 'utc', 'server']).optional().describe('the time zone in which times are shown'),
  rows: z.enum(['dense', 'comfortable']).optional().describe('the height of the rows of long lists'),
})
export type Preferences = z.infer<typeof Preferences>

export const preferencesApi = {
  save: {
    method: 'PUT',
    path: '/me/preferences',
    summary: 'Keep how the caller reads the console; absent fields keep their values',
    permission: 'signed-in',
    body: Preferences,
    response: Sentence,
  },
} as const satisfies Api
