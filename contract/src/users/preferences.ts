import { z } from 'zod'
import type { Api } from '../api/endpoint.ts'
import { Sentence } from '../api/shapes.ts'

const ColumnKey = z.string().min(1).max(40)

/** What a person changed of the columns of one list. */
const ColumnChoice = z.object({
  shown: z.record(ColumnKey, z.boolean()).optional().describe('the columns that are added or hidden'),
  widths: z.record(ColumnKey, z.int().min(40).max(2000)).optional().describe('in pixels'),
})
export type ColumnChoice = z.infer<typeof ColumnChoice>

/** The way in which a person reads the console. The server keeps it for every browser of that person. */
export const Preferences = z.object({
  language: z.enum(['en', 'fr', 'es', 'pt', 'sw']).optional(),
  zone: z.enum(['browser', 'utc', 'server']).optional().describe('the time zone in which times are shown'),
  rows: z.enum(['dense', 'comfortable']).optional().describe('the height of the rows of long lists'),
  columns: z
    .record(z.string().min(1).max(40), ColumnChoice)
    .optional()
    .describe('the columns of each list; a list that is absent keeps its columns'),
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
