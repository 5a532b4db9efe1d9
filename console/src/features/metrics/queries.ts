import { metricsApi } from '@mediary/contract/operations/metrics'
import { keepPreviousData, queryOptions } from '@tanstack/react-query'
import { call } from '../../lib/api/call.ts'
import { groupMetrics, type Range, toRangeBefore, toSeriesStep } from './period.ts'

const dates = ({ from, to }: Range) => ({
  startDate: new Date(from).toISOString(),
  // The bucket under way has started; what it holds is asked for too.
  endDate: new Date(to + 60_000).toISOString(),
})

/** The metrics over time, of all channels or of one. */
export const seriesQuery = (range: Range, channelID?: string) =>
  queryOptions({
    queryKey: ['metrics', 'series', range, channelID],
    placeholderData: keepPreviousData,
    queryFn: async ({ signal }) => {
      const [ts, query] = [toSeriesStep(range.breakdown), dates(range)]
      const series = channelID
        ? await call(metricsApi.channelSeries, { params: { ts, channelID }, query }, { signal })
        : await call(metricsApi.series, { params: { ts }, query }, { signal })
      return groupMetrics(series, range.breakdown)
    },
  })

/** The total of a range with its percentiles, of all channels or of one. */
export const totalQuery = (range: Range, channelID?: string) =>
  queryOptions({
    queryKey: ['metrics', 'total', range, channelID],
    placeholderData: keepPreviousData,
    queryFn: async ({ signal }) => {
      const query = { ...dates(range), of: toSeriesStep(range.breakdown) }
      const [total] = channelID
        ? await call(metricsApi.channel, { params: { channelID }, query }, { signal })
        : await call(metricsApi.total, { query }, { signal })
      return total ?? null
    },
  })

export const channelsMetricsQuery = (range: Range) =>
  queryOptions({
    queryKey: ['metrics', 'channels', range],
    placeholderData: keepPreviousData,
    queryFn: ({ signal }) =>
      call(metricsApi.channels, { query: { ...dates(range), of: toSeriesStep(range.breakdown) } }, { signal }),
  })

/** The metrics of the same weekdays before. They do not change, so they are asked for once. */
export function seriesBeforeQuery(range: Range, channelID?: string) {
  const before = toRangeBefore(range)
  return queryOptions({
    ...seriesQuery(before ?? range, channelID),
    queryKey: ['metrics before', before, channelID],
    enabled: before !== undefined,
    staleTime: Number.POSITIVE_INFINITY,
  })
}
