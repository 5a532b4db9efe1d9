import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Limits } from '@mediary/contract/limits'
import { logTo } from '../platform/log.ts'
import { onBothEngines } from '../testing/stores.ts'
import { Admitted, createLimiter, type Limiter } from './limiter.ts'
import { recommend } from './recommendation.ts'
import { limitStore } from './store.ts'

const noon = Date.parse('2026-05-04T12:00:00Z')
const log = logTo('silent', 'test')
const build = (limits: object) => ({
  kind: 'client' as const,
  id: 'c1',
  name: 'clinic',
  limits: Limits.parse({ mode: 'enforce', ...limits }),
})
type Database = Parameters<typeof limitStore>[0]

/** Limiters of several processes on one store, whose time passes only when a test says so. */
function openLimiters(database: Database, count = 2) {
  const clock = { now: noon }
  const now = () => clock.now
  const store = limitStore(database, now)
  const limiters = Array.from({ length: count }, (_, n) => createLimiter(store, { process: `p${n}`, log, now }))
  const close = () => Promise.all(limiters.map((limiter) => limiter.close()))
  return { clock, store, limiters, close }
}

/** Sends requests one after the other, each of which ends at once. Returns how many were admitted. */
async function send(limiter: Limiter | undefined, limited: ReturnType<typeof build>, times: number, bytes = 0) {
  let admitted = 0
  for (let n = 0; n < times; n++) {
    const admission = await limiter?.admit([limited])
    if (!(admission instanceof Admitted)) continue
    admitted++
    admission.release(bytes)
  }
  return admitted
}

onBothEngines('a flood over two processes gets the rate and the burst, and no more', async (database) => {
  const { clock, limiters, close } = openLimiters(database)
  const limited = build({ requestsPerSecond: 20, burst: 30 })
  let admitted = 0
  for (const end = noon + 5_000; clock.now < end; clock.now += 20)
    for (const counts of await Promise.all(limiters.map((limiter) => send(limiter, limited, 2)))) admitted += counts
  assert.ok(admitted <= 30 + 5 * 20, `${admitted} were admitted`)
  assert.ok(admitted >= 0.8 * (30 + 5 * 20), `only ${admitted} were admitted`)
  await close()
})

onBothEngines('the requests of a day are counted over processes and restarts, until midnight UTC', async (database) => {
  const limited = build({ requestsPerDay: 50 })
  const first = openLimiters(database)
  assert.equal(await send(first.limiters[0], limited, 20), 20)
  assert.equal(await send(first.limiters[1], limited, 20), 20)
  await first.close()
  const { clock, limiters, store, close } = openLimiters(database)
  assert.equal(await send(limiters[0], limited, 20), 10)
  const refused = await limiters[0]?.admit([limited])
  assert.deepEqual(refused && 'exhausted' in refused && refused.exhausted, {
    limit: 'requestsPerDay',
    until: Date.parse('2026-05-05T00:00:00Z'),
  })
  clock.now = Date.parse('2026-05-05T00:00:01Z')
  assert.equal(await send(limiters[0], limited, 20), 20)
  await close()
  const { day, requests } = await store.find('client c1', limited.limits)
  assert.deepEqual({ day, requests }, { day: '2026-05-05', requests: 20 })
})

onBothEngines('more and more requests at the same time do not each ask the store for a place', async (database) => {
  const { limiters, close } = openLimiters(database, 1)
  const limited = build({ concurrentRequests: 1_000 })
  const asked = []
  const admissions = []
  for (let n = 0; n < 50; n++) {
    const admission = limiters[0]?.admit([limited])
    if (admission instanceof Promise) asked.push(n)
    admissions.push(await admission)
  }
  assert.ok(admissions.every((one) => one instanceof Admitted))
  assert.ok(asked.length <= 10, `the requests ${asked.join(', ')} waited for the store`)
  for (const one of admissions) if (one instanceof Admitted) one.release(0)
  await close()
})

onBothEngines('requests at the same time are counted over processes, and those of a dead one end', async (database) => {
  const { clock, limiters, close } = openLimiters(database)
  const limited = build({ concurrentRequests: 5 })
  const admit = async (n: number) =>
    (await Promise.all(Array.from({ length: 4 }, () => limiters[n]?.admit([limited])))).filter(
      (one) => one instanceof Admitted,
    )
  const [ofFirst, ofSecond] = [await admit(0), await admit(1)]
  assert.deepEqual([ofFirst.length, ofSecond.length], [4, 1])
  clock.now += 1_000
  for (const admission of ofSecond) if (admission instanceof Admitted) admission.release(0)
  assert.equal((await admit(1)).length, 1)
  clock.now += 60_000
  assert.equal((await admit(1)).length, 4, 'the first process has not reported for a minute')
  await close()
})

onBothEngines('the bytes of a day are counted when a request ends', async (database) => {
  const { clock, limiters, store, close } = openLimiters(database, 1)
  const limited = build({ bytesPerDay: 1_000 })
  assert.equal(await send(limiters[0], limited, 1, 600), 1)
  await limiters[0]?.close()
  assert.equal(await send(limiters[0], limited, 1, 600), 1)
  await limiters[0]?.close()
  clock.now += 1_000
  assert.equal(await send(limiters[0], limited, 5, 600), 0)
  await close()
  assert.equal((await store.find('client c1', limited.limits)).bytes, 1_200)
})

onBothEngines('to observe refuses nothing, and counts what would be refused', async (database) => {
  const { limiters, store, close } = openLimiters(database)
  const limited = build({ mode: 'observe', requestsPerDay: 10 })
  assert.equal(await send(limiters[0], limited, 15), 15)
  assert.equal(await send(limiters[1], limited, 15), 15)
  await close()
  const { requests, refused } = await store.find('client c1', limited.limits)
  assert.deepEqual({ requests, refused }, { requests: 10, refused: 20 })
})

onBothEngines('what one limit admits and another refuses is given back', async (database) => {
  const { limiters, store, close } = openLimiters(database)
  const client = build({ requestsPerDay: 100 })
  const channel = { ...build({ requestsPerDay: 3 }), kind: 'channel' as const }
  const admissions = []
  for (let n = 0; n < 10; n++) admissions.push((await limiters[0]?.admit([client, channel])) instanceof Admitted)
  await close()
  assert.equal(admissions.filter(Boolean).length, 3)
  assert.equal((await store.find('client c1', client.limits)).requests, 3)
  assert.equal((await store.find('channel c1', channel.limits)).requests, 3)
})

onBothEngines(
  'far from its limits a busy process seldom asks the store, however many requests run at the same time',
  async (database) => {
    const clock = { now: noon }
    const store = limitStore(database, () => clock.now)
    const asked = { count: 0 }
    const take: typeof store.take = (...demand) => {
      asked.count++
      return store.take(...demand)
    }
    const limiter = createLimiter({ take }, { process: 'p0', log, now: () => clock.now })
    const limited = build({ requestsPerSecond: 1e6, requestsPerDay: 1e9, concurrentRequests: 1_000, bytesPerDay: 1e12 })
    const running: Admitted[] = []
    for (let n = 0; n < 3_000; n++) {
      if (n % 5 === 0) clock.now++
      const admission = await limiter.admit([limited])
      assert.ok(admission instanceof Admitted)
      running.push(admission)
      // Up to sixty at the same time, and then few again.
      if (running.length > 60) for (const one of running.splice(0, 50)) one.release(100)
    }
    assert.ok(asked.count < 100, `${asked.count} times`)
    for (const one of running) one.release(100)
    await limiter.close()
    const { requests, bytes } = await store.find('client c1', limited.limits)
    assert.deepEqual({ requests, bytes }, { requests: 3_000, bytes: 300_000 })
  },
)

test('a store that fails refuses nobody', async () => {
  const take = async () => {
    throw new Error('the store is away')
  }
  const limiter = createLimiter({ take }, { process: 'p0', log })
  assert.equal(await send(limiter, build({ requestsPerDay: 1 }), 5), 5)
})

test('limits are recommended from the use that 99 of 100 seconds and days do not exceed', () => {
  const perSecond = [
    { requests: 2, periods: 990 },
    { requests: 40, periods: 10 },
  ]
  const { recommended } = recommend(30, { perSecond, perDay: [{ requests: 1_190, periods: 2 }], exact: true })
  assert.deepEqual(recommended, { requestsPerSecond: 3, burst: 40, requestsPerDay: 1_785 })
  assert.equal(recommend(30, { perSecond: [], perDay: [], exact: true }).recommended, null)
})
