import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Metric } from '@mediary/contract/operations/metrics'
import { alignSeries, groupMetrics, toRange, toRangeBefore } from './period.ts'

const now = Date.parse('2026-03-10T10:00:30Z')

for (const [period, hours, breakdown] of [
  ['1h', 1, 'minute'],
  ['1d', 24, 'hour'],
  ['1w', 168, 'day'],
  ['1m', 720, 'day'],
  ['1y', 8760, 'month'],
  ['5y', 43800, 'month'],
] as const)
  test(`${period} is ${hours} hours by ${breakdown}`, () => {
    const range = toRange({ period }, now)
    assert.deepEqual([(range.to - range.from) / 3_600_000, range.breakdown], [hours, breakdown])
  })

for (const [from, until, breakdown] of [
  ['2026-03-10T09:00:00Z', '2026-03-10T10:00:00Z', 'minute'],
  ['2026-03-01T09:00:00Z', '2026-03-01T10:00:00Z', 'hour'],
  ['2026-03-01T00:00:00Z', '2026-03-05T00:00:00Z', 'hour'],
  ['2026-01-01T00:00:00Z', '2026-03-05T00:00:00Z', 'day'],
  ['2024-06-01T00:00:00Z', '2026-03-05T00:00:00Z', 'week'],
  ['2020-01-01T00:00:00Z', '2026-03-05T00:00:00Z', 'month'],
] as const)
  test(`from ${from} until ${until} is shown by ${breakdown}`, () =>
    assert.equal(toRange({ period: 'custom', from, until }, now).breakdown, breakdown))

test('a range that would end before it starts is empty, and one without dates is the last day', () => {
  const reversed = toRange({ period: 'custom', from: '2026-03-05T00:00Z', until: '2026-03-01T00:00Z' }, now)
  assert.equal(reversed.from, reversed.to)
  const open = toRange({ period: 'custom', from: 'nonsense' }, now)
  assert.equal(open.to - open.from, 86_400_000)
})

test('days become months, with averages by weight', () => {
  const of = (month: number, total: number, avgResp: number): Metric => ({
    total,
    avgResp,
    minResp: avgResp,
    maxResp: avgResp,
    failed: 0,
    successful: total,
    processing: 0,
    completed: 0,
    completedWErrors: 0,
    timestamp: `2026-0${month + 1}-01T00:00:00.000Z`,
    _id: { year: 2026, month, week: 1, day: 1, hour: 0, minute: 0 },
  })
  const months = groupMetrics([of(0, 1, 10), of(0, 3, 50), of(1, 1, 7)], 'month')
  assert.deepEqual(
    months.map(({ total, avgResp, minResp, maxResp }) => [total, avgResp, minResp, maxResp]),
    [
      [4, 40, 10, 50],
      [1, 7, 7, 7],
    ],
  )
})

test('a series stands beside that of the same weekdays before, and a time without requests counts none', () => {
  const day = 86_400_000
  const monday = Date.parse('2026-03-09T00:00:00Z')
  const week = { from: monday, to: monday + 7 * day, breakdown: 'day' } as const
  assert.deepEqual(toRangeBefore(week), { ...week, from: monday - 7 * day, to: monday, shift: 7 * day, name: 'week' })
  assert.equal(toRangeBefore({ ...week, to: monday + 30 * day })?.shift, 28 * day)
  assert.equal(toRangeBefore({ from: monday, to: monday + day / 24, breakdown: 'minute' }), undefined)
  const metric = (time: number, total: number, failed = 0) => ({
    ...{ total, failed, avgResp: 0, minResp: 0, maxResp: 0, successful: 0, processing: 0, completed: 0 },
    ...{ completedWErrors: 0, timestamp: new Date(time).toISOString(), _id: {} },
  })
  const { times, count, before } = alignSeries(
    [metric(monday, 5, 2), metric(monday + 2 * day, 7)],
    [metric(monday - 7 * day, 4), metric(monday - 6 * day, 3)],
    7 * day,
  )
  assert.deepEqual(times, [monday, monday + day, monday + 2 * day])
  assert.deepEqual(
    [count('total'), count('failed'), before],
    [
      [5, 0, 7],
      [2, 0, 0],
      [4, 3, 0],
    ],
  )
})
