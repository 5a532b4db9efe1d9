import { metricsApi } from '@mediary/contract/operations/metrics'
import { keepPreviousData, queryOptions } from '@tanstack/react-query'
import { call } from '../../lib/api/call.ts'
import { keptAnswer } from '../../lib/api/last-known.ts'
import { groupMetrics, type Range, renewRange, toRangeBefore, toRangeKey, toSeriesStep } from './period.ts'

// A range that ends now moves on, whether a request comes or not.
const refetchInterval = 60_000

const dates = ({ from, to }: Range) => ({
  startDate: new Date(from).toISOString(),
  // The bucket under way has started; what it holds is asked for too.
  endDate: new Date(to + 60_000).toISOString(),
})

async function fetchSeries(range: Range, channelID: string | undefined, signal: AbortSignal) {
  const [ts, query] = [toSeriesStep(range.breakdown), dates(range)]
  const series = channelID
    ? await call(metricsApi.channelSeries, { params: { ts, channelID }, query }, { signal })
    : await call(metricsApi.series, { params: { ts }, query }, { signal })
  return groupMetrics(series, range.breakdown)
}

/** The metrics over time, of all channels or of one. */
export const seriesQuery = (range: Range, channelID?: string) =>
  queryOptions({
    queryKey: ['metrics', 'series', toRangeKey(range), channelID],
    meta: keptAnswer,
    refetchInterval,
    placeholderData: keepPreviousData,
    queryFn: ({ signal }) => fetchSeries(renewRange(range), channelID, signal),
  })

/** The total of a range with its percentiles, of all channels or of one. */
export const totalQuery = (range: Range, channelID?: string) =>
  queryOptions({
    queryKey: ['metrics', 'total', toRangeKey(range), channelID],
    meta: keptAnswer,
    refetchInterval,
    placeholderData: keepPreviousData,
    queryFn: async ({ signal }) => {
      const query = { ...dates(renewRange(range)), of: toSeriesStep(range.breakdown) }
      const [total] = channelID
        ? await call(metricsApi.channel, { params: { channelID }, query }, { signal })
        : await call(metricsApi.total, { query }, { signal })
      return total ?? null
    },
  })

export const channelsMetricsQuery = (range: Range) =>
  queryOptions({
    queryKey: ['metrics', 'channels', toRangeKey(range)],
    meta: keptAnswer,
    refetchInterval,
    placeholderData: keepPreviousData,
    queryFn: ({ signal }) =>
      call(
        metricsApi.channels,
        { query: { ...dates(renewRange(range)), of: toSeriesStep(range.breakdown) } },
        { signal },
      ),
  })

/** The metrics of the same weekdays before. They do not change, only the range moves on. */
export const seriesBeforeQuery = (range: Range, channelID?: string) =>
  queryOptions({
    queryKey: ['metrics before', toRangeKey(range), channelID],
    meta: keptAnswer,
    enabled: toRangeBefore(range) !== undefined,
    staleTime: 600_000,
    queryFn: ({ signal }) => fetchSeries(toRangeBefore(renewRange(range)) ?? range, channelID, signal),
  })
