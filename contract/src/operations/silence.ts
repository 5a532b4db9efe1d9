// The rhythm of clients: how often each sends, and since when one is silent.
import { z } from 'zod'
import type { Api } from '../api/endpoint.ts'
import { Id, Timestamp } from '../api/shapes.ts'

/** What is usual for a client. It is learned from four weeks. */
const Rhythm = z.object({
  kind: z
    .enum(['hours', 'days', 'interval'])
    .describe('hours: requests in each of some hours. days: on each of some weekdays. interval: now and then'),
  weekdays: z.array(z.int()).optional().describe('0 is Sunday'),
  hours: z.array(z.int()).optional().describe('in the time zone of the metrics'),
  intervalHours: z.int().optional().describe('the longest pause between two requests'),
})

/** An enabled client, and whether it sends as usual. */
const ClientSilence = z.object({
  clientID: Id.describe('the id of the client'),
  client: z.string().describe('its name'),
  state: z.enum(['as-usual', 'silent', 'learning']).describe('learning: too little is known about its rhythm'),
  rhythm: Rhythm.optional(),
  lastHour: Timestamp.optional().describe('the hour of the last request, if it was in the last four weeks'),
  silentSince: Timestamp.optional(),
})
export type ClientSilence = z.infer<typeof ClientSilence>

export const silenceApi = {
  list: {
    method: 'GET',
    path: '/silence',
    summary: 'List the visible clients with their rhythm, and since when one is silent; the silent ones first',
    permission: 'client-view-all',
    listed: true,
    response: z.array(ClientSilence),
  },
} as const satisfies Api
