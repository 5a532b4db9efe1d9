import assert from 'node:assert/strict'
import { test } from 'node:test'
import { every } from './every.ts'
import { logTo } from './log.ts'

const silent = logTo('silent', 'test')
const longInterval = 3_600_000

test('periodic work runs again and again until it is stopped', async (t) => {
  t.mock.timers.enable({ apis: ['setInterval'] })
  let rounds = 0
  const periodic = every(1_000, 'the work', () => ++rounds, silent)
  for (const expected of [1, 2, 3]) {
    t.mock.timers.tick(1_000)
    await new Promise(setImmediate)
    assert.equal(rounds, expected)
  }
  await periodic.stop()
  t.mock.timers.tick(5_000)
  await new Promise(setImmediate)
  assert.equal(rounds, 3)
})

test('rounds never overlap: whoever asks for one joins the round under way', async () => {
  const gate = Promise.withResolvers<void>()
  let started = 0
  const work = () => {
    started++
    return gate.promise
  }
  const periodic = every(longInterval, 'the work', work, silent)
  const both = Promise.all([periodic.run(), periodic.run()])
  gate.resolve()
  await both
  assert.equal(started, 1)
  await periodic.run()
  assert.equal(started, 2)
  await periodic.stop()
})

test('a failed round is logged by the name of the work, and the next round runs', async () => {
  const logged: string[] = []
  const log = { error: (_about: unknown, text: string) => void logged.push(text) }
  let rounds = 0
  const work = () => {
    if (++rounds === 1) throw new Error('the store is away')
  }
  const periodic = every(longInterval, 'the work', work, log)
  await periodic.run()
  await periodic.run()
  assert.equal(rounds, 2)
  assert.deepEqual(logged, ['the work failed; it will be tried again'])
  await periodic.stop()
})

test('stopping tells a long round to end, and waits for its end', async () => {
  let ended = false
  const work = async (stopping: AbortSignal) => {
    await new Promise((resolve) => stopping.addEventListener('abort', resolve))
    ended = true
  }
  const periodic = every(longInterval, 'the work', work, silent)
  const round = periodic.run()
  await new Promise(setImmediate)
  await periodic.stop()
  assert.equal(ended, true)
  await round
})
