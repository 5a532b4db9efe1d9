import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { guessStore } from '../../clients/index.ts'
import type { Database } from '../../platform/database/database.ts'
import { onBothEngines } from '../../testing/stores.ts'
import { Refusal } from '../refusal.ts'
import { createPasswordQueue } from './password-queue.ts'

const ofClient = (clientID: string) => ({ address: '192.0.2.7', clientID })
const ofClinics = (address: string, times: number) =>
  Array.from({ length: times }, (_, n) => ({ address, clientID: `clinic-${n}` }))

/** Counts how many are verified at the same moment. */
function countRunning(right: boolean) {
  const counts = { running: 0, peak: 0, verified: 0 }
  const verify = async () => {
    counts.peak = Math.max(counts.peak, ++counts.running)
    counts.verified++
    await nextTurn()
    counts.running--
    return right
  }
  return { counts, verify }
}

/** A store that is away. */
const away = async () => Promise.reject(new Error('the store is away'))
const noStore = { add: away, findDelay: away, isProved: away, prove: away, reserve: away }

/** A queue whose time passes only by waiting, on a worker that is alone. */
function createOnClock() {
  const clock = { now: 1_000_000 }
  const wait = async (milliseconds: number) => {
    clock.now += milliseconds
  }
  return { clock, verifyInTurn: createPasswordQueue({ guesses: noStore, now: () => clock.now, wait }) }
}

/** Queues of several workers on one store, whose time passes only by waiting. */
function createWorkers(database: Database, count: number) {
  const clock = { now: 1_000_000 }
  const now = () => clock.now
  const guesses = guessStore(database, { digest: (key) => key, now })
  const wait = async (milliseconds: number) => {
    clock.now += milliseconds
  }
  return { clock, workers: Array.from({ length: count }, () => createPasswordQueue({ guesses, now, wait })) }
}

const refusedWith429 = (error: unknown) => error instanceof Refusal && error.status === 429

test('a thousand clients behind one address, each with its first request: all are verified, two at a time', async () => {
  const verifyInTurn = createPasswordQueue({ guesses: noStore })
  const { counts, verify } = countRunning(true)
  const results = await Promise.all(ofClinics('192.0.2.7', 1_000).map((claim) => verifyInTurn(claim, verify)))
  assert.deepEqual([...new Set(results)], [true])
  assert.deepEqual({ peak: counts.peak, verified: counts.verified }, { peak: 2, verified: 1_000 })
})

test('a client of another address does not wait for those of a crowded one', async () => {
  const verifyInTurn = createPasswordQueue({ guesses: noStore })
  const order: string[] = []
  const ask = (claim: ReturnType<typeof ofClient>) =>
    verifyInTurn(claim, async () => {
      order.push(claim.address)
      await nextTurn()
      return true
    })
  await Promise.all([...ofClinics('192.0.2.7', 500), ...ofClinics('198.51.100.1', 1)].map(ask))
  assert.ok(order.indexOf('198.51.100.1') <= 4)
})

test('after a wrong password the next ones for this client come one a second, and more than a few are refused', async () => {
  const { clock, verifyInTurn } = createOnClock()
  const { counts, verify } = countRunning(false)
  const before = clock.now
  for (let n = 0; n < 30; n++) await verifyInTurn(ofClient('clinic'), verify)
  assert.equal(counts.verified, 30)
  assert.ok(clock.now - before >= 29_000)
  const atOnce = await Promise.allSettled(Array.from({ length: 30 }, () => verifyInTurn(ofClient('clinic'), verify)))
  const refused = atOnce.filter((one) => one.status === 'rejected')
  assert.ok(refused.length >= 24)
  assert.ok(refused.every(({ reason }) => refusedWith429(reason)))
})

test('after a burst the wrong passwords of one address are verified ten a second, whichever Client IDs they name', async () => {
  const { clock, verifyInTurn } = createOnClock()
  const before = clock.now
  for (const claim of ofClinics('192.0.2.7', 250)) await verifyInTurn(claim, async () => false)
  assert.ok(clock.now - before >= 199 * 100)
})

test('wrong passwords for many clients of one address share a pace', async () => {
  const { clock, verifyInTurn } = createOnClock()
  const { verify } = countRunning(false)
  const clinics = ofClinics('192.0.2.7', 140)
  for (const claim of clinics) await verifyInTurn(claim, verify)
  clock.now += 1_000
  const before = clock.now
  for (const claim of clinics) await verifyInTurn(claim, verify)
  assert.ok(clock.now - before >= 89 * 100)
})

test('a right password is not delayed by the wrong ones of others behind its address', async () => {
  const { clock, verifyInTurn } = createOnClock()
  const wrong = countRunning(false)
  for (let n = 0; n < 20; n++) await verifyInTurn(ofClient('guessed'), wrong.verify)
  const before = clock.now
  assert.equal(await verifyInTurn(ofClient('clinic'), async () => true), true)
  assert.equal(clock.now, before)
})

test('a client is trusted again a minute after its last wrong password', async () => {
  const { clock, verifyInTurn } = createOnClock()
  await verifyInTurn(ofClient('clinic'), async () => false)
  clock.now += 60_001
  const before = clock.now
  await verifyInTurn(ofClient('clinic'), async () => true)
  assert.equal(clock.now, before)
})

test('many wrong passwords at the same time are not all verified', async () => {
  const { verifyInTurn } = createOnClock()
  const { counts, verify } = countRunning(false)
  const tried = await Promise.allSettled(ofClinics('192.0.2.7', 1_000).map((claim) => verifyInTurn(claim, verify)))
  const refused = tried.filter((one) => one.status === 'rejected')
  assert.ok(counts.verified <= 110, `${counts.verified} were verified`)
  assert.equal(refused.length, 1_000 - counts.verified)
  assert.ok(refused.every(({ reason }) => refusedWith429(reason)))
})

test('a client that has proved itself is not paced by the wrong passwords behind its address', async () => {
  const { clock, verifyInTurn } = createOnClock()
  await verifyInTurn(ofClient('clinic'), async () => true)
  for (const claim of ofClinics('192.0.2.7', 200)) await verifyInTurn(claim, async () => false)
  const before = clock.now
  assert.equal(await verifyInTurn(ofClient('clinic'), async () => true), true)
  assert.equal(clock.now, before)
})

onBothEngines('wrong passwords for a client come one a second, whichever workers verify them', async (database) => {
  const { clock, workers } = createWorkers(database, 3)
  const { counts, verify } = countRunning(false)
  const before = clock.now
  for (let n = 0; n < 30; n++) await workers[n % 3]?.(ofClient('clinic'), verify)
  assert.equal(counts.verified, 30)
  assert.ok(clock.now - before >= 29_000, `${clock.now - before} ms`)
})

onBothEngines('an address guesses ten passwords a second, whichever workers verify them', async (database) => {
  const { clock, workers } = createWorkers(database, 3)
  const before = clock.now
  for (const [n, claim] of ofClinics('192.0.2.7', 250).entries()) await workers[n % 3]?.(claim, async () => false)
  assert.ok(clock.now - before >= 199 * 100, `${clock.now - before} ms`)
  assert.equal(await workers[0]?.({ address: '198.51.100.1', clientID: 'clinic' }, async () => true), true)
})

onBothEngines(
  'a client that has proved itself on one worker is not paced on another by others there',
  async (database) => {
    const { clock, workers } = createWorkers(database, 2)
    const [first, second] = workers
    assert.equal(await first?.(ofClient('clinic'), async () => true), true)
    for (const claim of ofClinics('192.0.2.7', 200)) await first?.(claim, async () => false)
    const before = clock.now
    assert.equal(await second?.(ofClient('clinic'), async () => true), true)
    assert.equal(clock.now, before)
  },
)

onBothEngines('what is no longer counted is removed', async (database) => {
  const clock = { now: 1_000_000 }
  const guesses = guessStore(database, { digest: (key) => key, now: () => clock.now })
  await guesses.add({ network: '192.0.2.7', client: '192.0.2.7 clinic' })
  const count = async () => (await listKeys(database)).length
  await guesses.removeOld()
  assert.equal(await count(), 2)
  clock.now += 60_001
  await guesses.removeOld()
  assert.equal(await count(), 0)
})

const listKeys = (database: Database) =>
  database.kysely
    .withTables<{ password_guesses: { key: string } }>()
    .selectFrom('password_guesses')
    .select('key')
    .execute()
