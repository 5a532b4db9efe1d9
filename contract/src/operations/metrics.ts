import { z } from 'zod'
import type { Api } from '../api/endpoint.ts'
import { Id, Timestamp } from '../api/shapes.ts'
import { because } from '../reasons.ts'

/** OpenHIM's names for the buckets of a time series. Weeks, months and years are returned as days. */
const breakdowns = ['minute', 'hour', 'day', 'week', 'month', 'year'] as const
export type Breakdown = (typeof breakdowns)[number]

const count = z.int().min(0)
const milliseconds = z.number().min(0)

const percentile = (part: string) =>
  milliseconds
    .optional()
    .describe(`within this time ${part} of the requests were answered; at most 5 % off, absent for older counts`)

/** The counts of transactions in a time bucket, or in the whole range. Response times are in milliseconds. */
export const Metric = z.object({
  total: count,
  avgResp: milliseconds,
  minResp: milliseconds,
  maxResp: milliseconds,
  p50: percentile('half'),
  p95: percentile('95 %'),
  p99: percentile('99 %'),
  failed: count,
  successful: count,
  processing: count,
  completed: count,
  completedWErrors: count,
  timestamp: Timestamp.optional().describe('start of the bucket; only in time series'),
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
    .describe('the channel, if requested; in time series also the start of the bucket in the time zone of the metrics'),
})
export type Metric = z.infer<typeof Metric>

const instant = z
  .string(because('must-be-date'))
  .max(40)
  .transform((text, context) => {
    // In a URL that is not encoded, the plus sign of an offset arrives as a space.
    const time = /^\d+$/.test(text) ? Number(text) : Date.parse(text.replace(/ (?=\d\d:?\d\d$)/, '+'))
    if (Number.isFinite(time) && Math.abs(time) <= 8.64e15) return time
    context.addIssue({ code: 'custom', message: because('must-be-date') })
    return z.NEVER
  })

const range = {
  startDate: instant.describe('ISO 8601; includes a bucket that starts at this instant'),
  endDate: instant.describe('ISO 8601; includes a bucket that starts at this instant'),
}
const Range = z.object(range)
const Total = z.object({
  ...range,
  of: z.enum(['minute', 'hour', 'day']).default('hour').describe('the size of the buckets that are added up'),
})

const bucket = z
  .string()
  .max(20)
  .describe(`${breakdowns.join(', ')}; any other value means hour`)
const channelID = Id

const view = { method: 'GET', permission: 'channel-view-all', response: z.array(Metric) } as const
const viewAll = { ...view, listed: true } as const
const viewOne = { ...view, resource: 'channelID' } as const

export const metricsApi = {
  total: {
    ...viewAll,
    path: '/metrics',
    summary: 'Show the total of the visible channels; as Prometheus text for callers that accept it',
    query: Total,
  },
  channels: { ...viewAll, path: '/metrics/channels', summary: 'Show the total of each channel', query: Total },
  channel: {
    ...viewOne,
    path: '/metrics/channels/:channelID',
    summary: 'Show the total of a channel',
    params: z.object({ channelID }),
    query: Total,
  },
  series: {
    ...viewAll,
    path: '/metrics/timeseries/:ts',
    summary: 'Show totals by time',
    params: z.object({ ts: bucket }),
    query: Range,
  },
  channelsSeries: {
    ...viewAll,
    path: '/metrics/timeseries/:ts/channels',
    summary: 'Show totals by time and channel',
    params: z.object({ ts: bucket }),
    query: Range,
  },
  channelSeries: {
    ...viewOne,
    path: '/metrics/timeseries/:ts/channels/:channelID',
    summary: 'Show the totals of a channel by time',
    params: z.object({ ts: bucket, channelID }),
    query: Range,
  },
} as const satisfies Api
