import { z } from 'zod'
import type { Api } from './api/endpoint.ts'
import { Id, Timestamp } from './api/shapes.ts'
import { because } from './reasons.ts'

/** OpenHIM's names for the buckets of a time series. A week, a month and a year are told as their days. */
export const breakdowns = ['minute', 'hour', 'day', 'week', 'month', 'year'] as const
export type Breakdown = (typeof breakdowns)[number]

const count = z.int().min(0)
const milliseconds = z.number().min(0)

/** What passed in one bucket of time, or in the whole range. Response times are milliseconds. */
export const Metric = z.object({
  total: count,
  avgResp: milliseconds,
  minResp: milliseconds,
  maxResp: milliseconds,
  failed: count,
  successful: count,
  processing: count,
  completed: count,
  completedWErrors: count,
  timestamp: Timestamp.optional().describe('start of the bucket; absent outside time series'),
  _id: z
    .object({
      channelID: Id,
      minute: z.int(),
      hour: z.int(),
      day: z.int().describe('day of the week, 0 is Sunday'),
      week: z.int(),
      month: z.int().describe('0 is January'),
      year: z.int(),
    })
    .partial()
    .describe('the channel when it is asked for, and in time series the parts of the start in the zone of the metrics'),
})
export type Metric = z.infer<typeof Metric>

const instant = z
  .string(because('must-be-date'))
  .max(40)
  .transform((text, context) => {
    // In an address that was not encoded the plus of an offset arrives as a space.
    const time = /^\d+$/.test(text) ? Number(text) : Date.parse(text.replace(/ (?=\d\d:?\d\d$)/, '+'))
    if (Number.isFinite(time) && Math.abs(time) <= 8.64e15) return time
    context.addIssue({ code: 'custom', message: because('must-be-date') })
    return z.NEVER
  })

const range = {
  startDate: instant.describe('ISO 8601; a bucket that starts then is included'),
  endDate: instant.describe('ISO 8601; a bucket that starts then is included'),
}
const Range = z.object(range)
const Total = z.object({
  ...range,
  of: z.enum(['minute', 'hour', 'day']).default('hour').describe('the buckets that are added up'),
})

const bucket = z
  .string()
  .max(20)
  .describe(`${breakdowns.join(', ')}; any other word means hour`)
const channelID = Id

const view = { method: 'GET', permission: 'channel-view-all', response: z.array(Metric) } as const
const viewAll = { ...view, listed: true } as const
const viewOne = { ...view, resource: 'channelID' } as const

export const metricsApi = {
  total: {
    ...viewAll,
    path: '/metrics',
    summary: 'Total over the channels that may be seen; Prometheus text for those who accept it',
    query: Total,
  },
  channels: { ...viewAll, path: '/metrics/channels', summary: 'Total of each channel', query: Total },
  channel: {
    ...viewOne,
    path: '/metrics/channels/:channelID',
    summary: 'Total of a channel',
    params: z.object({ channelID }),
    query: Total,
  },
  series: {
    ...viewAll,
    path: '/metrics/timeseries/:ts',
    summary: 'Totals by time',
    params: z.object({ ts: bucket }),
    query: Range,
  },
  channelsSeries: {
    ...viewAll,
    path: '/metrics/timeseries/:ts/channels',
    summary: 'Totals by time and channel',
    params: z.object({ ts: bucket }),
    query: Range,
  },
  channelSeries: {
    ...viewOne,
    path: '/metrics/timeseries/:ts/channels/:channelID',
    summary: 'Totals of a channel by time',
    params: z.object({ ts: bucket, channelID }),
    query: Range,
  },
} as const satisfies Api
