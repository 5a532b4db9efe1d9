import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readiness } from './readiness.ts'

const well = async () => undefined

test('each thing that does not hold is named with its reason', async () => {
  const ready = readiness({
    store: async () => {
      throw new Error('password of mediary is wrong')
    },
    gateway: async () => 'no-gateway-worker',
    changes: well,
    disk: well,
  })
  assert.deepEqual(await ready(), [
    { name: 'store', ok: false, message: 'It does not answer', reason: 'check-unanswered', parameters: {} },
    { name: 'gateway', ok: false, message: 'No gateway worker serves', reason: 'no-gateway-worker', parameters: {} },
    { name: 'changes', ok: true },
    { name: 'disk', ok: true },
  ])
})

test('however often it is asked, it looks once a second at most', async () => {
  const seen = { looks: 0 }
  const ready = readiness({
    store: async () => {
      seen.looks++
      return undefined
    },
    gateway: well,
    changes: well,
    disk: well,
  })
  await Promise.all(Array.from({ length: 1000 }, ready))
  assert.equal(seen.looks, 1)
})

test('what never answers is not waited for', async (context) => {
  context.mock.timers.enable({ apis: ['setTimeout'] })
  const asked = readiness({ store: () => new Promise(() => undefined), gateway: well, changes: well, disk: well })()
  context.mock.timers.tick(2_000)
  assert.deepEqual((await asked)[0], {
    name: 'store',
    ok: false,
    message: 'It did not answer within 2 seconds',
    reason: 'check-timed-out',
    parameters: { seconds: 2 },
  })
})
