import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Database } from '../platform/database/database.ts'
import { ProblemError } from '../platform/http/problem.ts'
import { onBothEngines } from '../testing/stores.ts'
import { attemptStore } from './attempt-store.ts'
import { attempts as createAttempts } from './attempts.ts'
import { rememberedPasswords } from './remembered.ts'

const wrong = async () => false
const right = async () => true
const refusedWith = (code: string) => (error: unknown) => error instanceof ProblemError && error.problem.code === code

type Options = Partial<Omit<Parameters<typeof createAttempts>[0], 'store'>>

/** The attempts on one node of several. Their connection comes from the address itself, unless it is named. */
function attemptsOn(database: Database, { now = Date.now, ...options }: Options = {}) {
  const store = attemptStore(database, { digest: (key) => key, now })
  const attempt = createAttempts({ store, now, ...options })
  return (account: string, address: string, verify: () => Promise<boolean>, connection = address) =>
    attempt(account, { address, connection }, verify)
}
type Attempt = ReturnType<typeof attemptsOn>

async function failTenTimes(attempt: Attempt, account = 'ada@example.org', address = '10.0.0.1') {
  for (let i = 0; i < 10; i++) assert.equal(await attempt(account, address, wrong), false)
}

onBothEngines('after ten wrong passwords this account waits at this address, and nowhere else', async (database) => {
  const attempt = attemptsOn(database)
  await failTenTimes(attempt)
  await assert.rejects(attempt('ADA@example.org ', '10.0.0.1', right), refusedWith('too-many-requests'))
  assert.equal(await attempt('ada@example.org', '10.0.0.2', right), true)
  assert.equal(await attempt('grace@example.org', '10.0.0.1', right), true)
})

onBothEngines('the waiting ends five minutes after the first failure, as the refusal says', async (database) => {
  const clock = { now: 1_000_000 }
  const attempt = attemptsOn(database, { now: () => clock.now })
  await failTenTimes(attempt)
  clock.now += 240_000
  const error = await attempt('ada@example.org', '10.0.0.1', right).catch((error: unknown) => error)
  assert.ok(error instanceof ProblemError && error.retryAfter === 60)
  clock.now += 60_000
  assert.equal(await attempt('ada@example.org', '10.0.0.1', right), true)
})

onBothEngines(
  'one password tried for everybody makes the address wait, and nobody who has signed in from there',
  async (database) => {
    const clock = { now: 1_000_000 }
    const attempt = attemptsOn(database, { now: () => clock.now })
    assert.equal(await attempt('ada@example.org', '10.0.0.1', right), true)
    for (let i = 0; i < 50; i++) assert.equal(await attempt(`user-${i}@example.org`, '10.0.0.1', wrong), false)
    await assert.rejects(attempt('grace@example.org', '10.0.0.1', right), refusedWith('too-many-requests'))
    assert.equal(await attempt('ada@example.org', '10.0.0.1', right), true)
    assert.equal(await attempt('grace@example.org', '10.0.0.2', right), true)
    clock.now += 300_001
    assert.equal(await attempt('grace@example.org', '10.0.0.1', right), true)
  },
)

onBothEngines('the right password forgives the wrong ones before it', async (database) => {
  const attempt = attemptsOn(database)
  for (let i = 0; i < 30; i++)
    assert.equal(await attempt('ada@example.org', '10.0.0.1', i % 9 === 8 ? right : wrong), i % 9 === 8)
})

onBothEngines('guesses sent all at once are counted too', async (database) => {
  const attempt = attemptsOn(database)
  const verified = { times: 0 }
  const guess = () =>
    attempt('ada@example.org', '10.0.0.1', async () => {
      verified.times++
      await new Promise(setImmediate)
      return false
    })
  await Promise.allSettled(Array.from({ length: 80 }, guess))
  assert.ok(verified.times <= 13, `${verified.times} were verified`)
})

onBothEngines('addresses of one IPv6 network count as one', async (database) => {
  const attempt = attemptsOn(database)
  for (let i = 0; i < 10; i++) await attempt('ada@example.org', `2001:db8::${i + 1}`, wrong)
  await assert.rejects(attempt('ada@example.org', '2001:db8::ff', right), refusedWith('too-many-requests'))
  assert.equal(await attempt('ada@example.org', '2001:db8:0:1::1', right), true)
})

onBothEngines('four passwords are verified at once, a hundred wait, more are refused', async (database) => {
  const attempt = attemptsOn(database)
  const gate = Promise.withResolvers<void>()
  const four = Promise.withResolvers<void>()
  const state = { running: 0, peak: 0 }
  const slow = async () => {
    state.running++
    state.peak = Math.max(state.peak, state.running)
    if (state.running === 4) four.resolve()
    await gate.promise
    state.running--
    return true
  }
  const all = Promise.allSettled(Array.from({ length: 110 }, (_, i) => attempt(`user-${i}`, '10.0.0.1', slow)))
  await four.promise
  gate.resolve()
  const refused = (await all).filter(({ status }) => status === 'rejected')
  assert.equal(refused.length, 6)
  assert.ok(refused.every((one) => one.status === 'rejected' && refusedWith('unavailable')(one.reason)))
  assert.equal(state.peak, 4)
  assert.equal(await attempt('user', '10.0.0.1', right), true)
})

test('a verified password is remembered for five minutes, while its hash stays the same', async () => {
  const clock = { now: 1_000_000 }
  const verified = { times: 0 }
  const verify = async () => ++verified.times > 0
  const remembered = rememberedPasswords(() => clock.now)
  await remembered('Basic a', 'hash', verify)
  await remembered('Basic a', 'hash', verify)
  assert.equal(verified.times, 1)
  await remembered('Basic a', 'another hash', verify)
  await remembered('Basic b', 'hash', verify)
  assert.equal(verified.times, 3)
  clock.now += 300_000
  await remembered('Basic a', 'hash', verify)
  assert.equal(verified.times, 4)
})

test('equal calls at once share one verification, and a wrong password is not remembered', async () => {
  const verified = { times: 0 }
  const remembered = rememberedPasswords()
  const verify = async () => {
    verified.times++
    return false
  }
  assert.deepEqual(await Promise.all([1, 2, 3].map(() => remembered('Basic a', 'hash', verify))), [false, false, false])
  assert.equal(verified.times, 1)
  await remembered('Basic a', 'hash', verify)
  assert.equal(verified.times, 2)
})

onBothEngines(
  'where anybody can claim to be a proxy, failures count for the connection too, whatever address it names',
  async (database) => {
    const attempt = attemptsOn(database, { countConnections: true })
    const proxy = '10.0.0.9'
    assert.equal(await attempt('ada@example.org', '192.0.2.200', right, proxy), true)
    for (let i = 0; i < 10; i++) assert.equal(await attempt('ada@example.org', `192.0.2.${i}`, wrong, proxy), false)
    const next = attempt('ada@example.org', '192.0.2.100', wrong, proxy)
    await assert.rejects(next, refusedWith('too-many-requests'))
    assert.equal(await attempt('ada@example.org', '192.0.2.200', right, proxy), true, 'who signed in from there before')
    assert.equal(await attempt('grace@example.org', '192.0.2.100', right, proxy), true, 'another account')
  },
)

onBothEngines('a user has ten wrong passwords altogether, whatever the number of nodes', async (database) => {
  const nodes = [attemptsOn(database), attemptsOn(database), attemptsOn(database)]
  const verified = { times: 0 }
  const guess = (n: number) =>
    nodes[n % 3]?.('ada@example.org', '10.0.0.1', async () => {
      verified.times++
      await new Promise(setImmediate)
      return false
    })
  await Promise.allSettled(Array.from({ length: 90 }, (_, n) => guess(n)))
  assert.equal(verified.times, 10)
  for (const attempt of nodes)
    await assert.rejects(attempt('ada@example.org', '10.0.0.1', right), refusedWith('too-many-requests'))
})

onBothEngines(
  'who has signed in on one node is not held back on another by strangers behind the same address',
  async (database) => {
    const [first, second] = [attemptsOn(database), attemptsOn(database)]
    assert.equal(await first('ada@example.org', '10.0.0.1', right), true)
    for (let i = 0; i < 50; i++) assert.equal(await first(`user-${i}@example.org`, '10.0.0.1', wrong), false)
    await assert.rejects(second('grace@example.org', '10.0.0.1', right), refusedWith('too-many-requests'))
    assert.equal(await second('ada@example.org', '10.0.0.1', right), true)
  },
)

onBothEngines('who is held back costs the store no write, and what no longer counts is removed', async (database) => {
  const clock = { now: 1_000_000 }
  const attempt = attemptsOn(database, { now: () => clock.now })
  await failTenTimes(attempt)
  for (let n = 0; n < 5; n++)
    await assert.rejects(attempt('ada@example.org', '10.0.0.1', right), refusedWith('too-many-requests'))
  const failures = async () => (await listAttempts(database)).map((row) => row.failures)
  assert.deepEqual(await failures(), [11, 11])
  clock.now += 300_001
  await attemptStore(database, { digest: (key) => key, now: () => clock.now }).removeOld()
  assert.deepEqual(await failures(), [])
})

const listAttempts = (database: Database) =>
  database.kysely
    .withTables<{ attempts: { key: string; failures: number } }>()
    .selectFrom('attempts')
    .select('failures')
    .execute()
