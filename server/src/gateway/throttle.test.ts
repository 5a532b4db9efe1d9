import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createThrottle } from './throttle.ts'

/** What each of so many refusals waited, one after the other, in milliseconds. */
async function waits(times: number, addresses: (n: number) => string, between = 0) {
  const clock = { now: 1_000_000 }
  const waited: number[] = []
  const slow = createThrottle(
    () => clock.now,
    async (milliseconds) => {
      waited[waited.length - 1] = milliseconds
      clock.now += milliseconds
    },
  )
  for (let n = 0; n < times; n++) {
    waited.push(0)
    await slow(addresses(n))
    clock.now += between
  }
  return waited
}

test('a few refusals are answered at once, and then one in a hundred milliseconds', async () => {
  const waited = await waits(200, () => '10.0.0.1')
  assert.deepEqual(waited.slice(0, 50), Array(50).fill(0))
  assert.deepEqual(waited.slice(51), Array(149).fill(100))
})

test('who is turned away now and then never waits', async () => {
  assert.deepEqual(await waits(1000, () => '10.0.0.1', 110), Array(1000).fill(0))
})

test('an address does not wait for another, and a network of IPv6 is one', async () => {
  assert.deepEqual(await waits(1000, (n) => `10.0.${n % 40}.1`), Array(1000).fill(0))
  const waited = await waits(300, (n) => `2001:db8::${n.toString(16)}`)
  assert.ok(waited.at(-1) === 100)
})

test('many at once wait two seconds and no longer', async () => {
  const waited: number[] = []
  const slow = createThrottle(
    () => 0,
    async (milliseconds) => void waited.push(milliseconds),
  )
  await Promise.all(Array.from({ length: 5000 }, () => slow('10.0.0.1')))
  assert.equal(Math.max(...waited), 2000)
})

test('an address of any form is one', async () => {
  for (const address of ['', '::1', '::ffff:10.0.0.1', 'fe80::1%eth0', 'x'.repeat(1000)])
    await createThrottle()(address)
})
