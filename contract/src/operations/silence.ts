// The rhythm of clients: how often each sends, and since when one is silent.
import { z } from 'zod'
import { type Api, maxBody } from '../api/endpoint.ts'
import { Id, Sentence, Timestamp } from '../api/shapes.ts'
import { SilenceSettings } from './silence/settings.ts'

/** What is usual for a client. It is learned from four weeks, or set by a person. */
const Rhythm = z.object({
  kind: z
    .enum(['hours', 'days', 'interval'])
    .describe('hours: requests in each of some hours. days: on each of some weekdays. interval: now and then'),
  weekdays: z.array(z.int()).optional().describe('0 is Sunday'),
  hours: z.array(z.int()).optional().describe('in the time zone of the metrics'),
  set: z.boolean().describe('a person has set it'),
  intervalHours: z.int().optional().describe('the longest pause between two requests'),
})

/** An enabled client, and whether it sends as usual. */
const ClientSilence = z.object({
  clientID: Id.describe('the id of the client'),
  client: z.string().describe('its name'),
  state: z
    .enum(['as-usual', 'silent', 'closed', 'learning'])
    .describe('closed: a holiday or a maintenance window. learning: too little is known about its rhythm'),
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
    exported: {
      columns: [
        'clientID',
        'client',
        'state',
        'silentSince',
        'lastHour',
        'rhythm.kind',
        'rhythm.weekdays',
        'rhythm.hours',
        'rhythm.intervalHours',
        'rhythm.set',
      ],
    },
    response: z.array(ClientSilence),
  },
  settings: {
    method: 'GET',
    path: '/silence-settings',
    summary: 'Show the holidays, the maintenance windows and the rhythms that people have set',
    permission: 'contact-list-view',
    response: SilenceSettings,
  },
  saveSettings: {
    method: 'PUT',
    path: '/silence-settings',
    summary: 'Replace the holidays, the maintenance windows and the rhythms that people have set',
    permission: 'contact-list-manage',
    maxBody: maxBody.form,
    body: SilenceSettings,
    response: Sentence,
  },
} as const satisfies Api
