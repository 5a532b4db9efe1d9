import assert from 'node:assert/strict'
import { test } from 'node:test'
import { toDay } from '../metrics/index.ts'
import type { Database } from '../platform/database/database.ts'
import { onBothEngines } from '../testing/stores.ts'
import { begun, newId } from '../testing/transactions.ts'
import { countSeconds, recorder, transactionSearch } from '../transactions/index.ts'
import { countingStores } from './request-rates.ts'

const dayLength = 86_400_000
const noon = Math.floor(Date.now() / dayLength) * dayLength - dayLength / 2
const [clinic, hospital, lab, registry] = ['a', 'b', 'c', 'd'].map((sign) => sign.repeat(24)) as [
  string,
  string,
  string,
  string,
]

/** The store with what each client has sent: at each of some seconds before noon of yesterday so many requests. */
async function open(database: Database) {
  const record = recorder(database)
  const asked: unknown[] = []
  const { ids } = transactionSearch(database)
  const search: Pick<ReturnType<typeof transactionSearch>, 'ids'> = {
    ids(one) {
      asked.push(one)
      return ids(one)
    },
  }
  const send = async (client: string, channel: string, seconds: Record<number, number>) => {
    for (const [second, requests] of Object.entries(seconds))
      for (let n = 0; n < requests; n++) {
        const at = noon - Number(second) * 1000 + n
        await record.begin(begun({ id: newId(at), requestedAt: at, client, channel }))
      }
  }
  const stores = countingStores(database, database, { search, timeZone: 'UTC' })
  const count = (client: string, channel: string, daysAgo: number, requests: number) =>
    stores.clientRequests.add([{ client, channel, day: toDay(noon) - daysAgo, requests }])
  return { send, count, read: stores.countRequestRates, metrics: stores.metrics, asked }
}

const since = noon - 30 * dayLength
const sort = (histogram: { requests: number; periods: number }[]) =>
  histogram.toSorted((a, b) => a.requests - b.requests)

onBothEngines('seconds come from the record, and days from the daily counts', async (database) => {
  const { send, count, read } = await open(database)
  await send(clinic, lab, { 60: 3, 59: 1, 10: 1 })
  await send(clinic, registry, { 60: 1 })
  await send(hospital, lab, { 60: 5 })
  for (const [channel, daysAgo, requests] of [
    [lab, 0, 5],
    [registry, 0, 2],
    [lab, 3, 40],
    [lab, 31, 900],
  ] as const)
    await count(clinic, channel, daysAgo, requests)
  await count(hospital, lab, 0, 5)
  const { perSecond, perDay, exact } = await read({ client: clinic }, since)
  assert.deepEqual(sort(perSecond), [
    { requests: 1, periods: 2 },
    { requests: 4, periods: 1 },
  ])
  assert.deepEqual(sort(perDay), [
    { requests: 7, periods: 1 },
    { requests: 40, periods: 1 },
  ])
  assert.equal(exact, true)
})

onBothEngines('the record is not searched for a client that sent nothing on these days', async (database) => {
  const { send, count, read, asked } = await open(database)
  await send(hospital, lab, { 60: 5 })
  await count(clinic, lab, 45, 10)
  assert.deepEqual(await read({ client: clinic }, since), { perSecond: [], perDay: [], exact: true })
  assert.deepEqual(asked, [])
})

onBothEngines(
  'where the record is deleted already, the average of the busiest day is what is known',
  async (database) => {
    const { count, read } = await open(database)
    await count(clinic, lab, 3, 864_000)
    await count(clinic, lab, 2, 10)
    const { perSecond, exact } = await read({ client: clinic }, since)
    assert.deepEqual([perSecond, exact], [[{ requests: 10, periods: 1 }], false])
  },
)

onBothEngines('requests without a client count for a channel', async (database) => {
  const { send, read, metrics } = await open(database)
  await send(hospital, lab, { 60: 2 })
  const outcomes = { failed: 0, successful: 9, processing: 0, completed: 0, completedWithErrors: 0, times: [] }
  const times = { totalTime: 9, minTime: 1, maxTime: 1 }
  await metrics.add([{ channel: lab, minute: noon - 120_000, requests: 9, ...times, ...outcomes }])
  const { perSecond, perDay } = await read({ channel: lab }, since)
  assert.deepEqual([perSecond, perDay], [[{ requests: 2, periods: 1 }], [{ requests: 9, periods: 1 }]])
})

test('a search that has enough, or ran out of time, leaves out the second in which it ended', async () => {
  const ids = [2, 1, 1, 0].map((second) => newId(noon + second * 1000))
  const count = countSeconds({ ids: async () => ({ ids, reached: ids.at(-1) ?? '' }) })
  assert.deepEqual(await count({ client: clinic }, { from: noon, to: noon + 5_000 }), {
    seconds: [1, 2],
    complete: false,
  })
})
