import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Transaction } from '@mediary/contract/transactions'
import { coverSpans, listCalls, measureSpan, placeSpan, toSpan } from './timeline-rules.ts'

const at = (ms: number) => new Date(Date.UTC(2026, 10, 25) + ms).toISOString()
const call = (name: string, began: number, ended?: number) => ({
  name,
  request: { timestamp: at(began) },
  ...(ended !== undefined && { response: { status: 200, timestamp: at(ended) } }),
})
const transaction = (over: object) =>
  Transaction.parse({
    _id: 'a'.repeat(24),
    clientIP: '127.0.0.1',
    channelID: 'c'.repeat(24),
    status: 'Successful',
    request: { path: '/', querystring: '', method: 'GET', timestamp: at(0) },
    childIDs: [],
    canRerun: true,
    wasRerun: false,
    autoRetry: false,
    ...over,
  })

test('the primary route comes first, and what a mediator reports stands below the route that called it', () => {
  const calls = listCalls(
    transaction({
      orchestrations: [call('look up', 2, 3), { ...call('main', 1, 9), primary: true }],
      routes: [{ ...call('copy', 1, 5), orchestrations: [call('store', 2, 4)] }],
    }),
  )
  assert.deepEqual(
    calls.map(({ key, nested, call: { name } }) => [key, nested, name]),
    [
      ['o1', false, 'main'],
      ['o0', true, 'look up'],
      ['r0', false, 'copy'],
      ['r0o0', true, 'store'],
    ],
  )
})

test('what is reported of a transaction without a route of ours stands by itself', () => {
  assert.deepEqual(
    listCalls(transaction({ orchestrations: [call('a', 0, 1)] })).map(({ nested }) => nested),
    [false],
  )
})

test('each span has its place in the whole, also one from a clock that is wrong, and one that has not ended', () => {
  const spans = [call('a', 0, 100), call('early', -100, 50), call('under way', 50)].map((one) =>
    toSpan(listCalls(transaction({ orchestrations: [one] }))[0]?.call ?? {}),
  )
  const whole = coverSpans(spans)
  assert.deepEqual(
    spans.map((span) => placeSpan(span, whole)),
    [
      { start: 50, width: 50 },
      { start: 0, width: 75 },
      { start: 75, width: 25 },
    ],
  )
  assert.deepEqual(spans.map(measureSpan), [100, 150, undefined])
})
