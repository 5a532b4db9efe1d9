import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { createThrottle, type Throttle } from './throttle.ts'

type RefusedParty = Parameters<Throttle['hold']>[0]

const from = (address: string): RefusedParty => ({ client: undefined, address, code: 'unknown-client' })
const overLimit = (client: string, address = '10.0.0.1'): RefusedParty => ({ client, address, code: 'over-limit' })

/** A throttle whose clock stands still, but for what the test lets pass. */
function startThrottle({ mock }: TestContext) {
  mock.timers.enable({ apis: ['setTimeout', 'Date'], now: 1_000_000 })
  const throttle = createThrottle(Date.now)
  const turn = () => new Promise<void>((resolve) => setImmediate(resolve))
  /** Lets time pass, a millisecond after the other. */
  const pass = async (milliseconds: number) => {
    for (let n = 0; n < milliseconds; n++) {
      mock.timers.tick(1)
      await turn()
    }
  }
  /** Returns the milliseconds that this refusal waits. */
  const measure = async (refused: RefusedParty) => {
    const began = Date.now()
    let isAnswered = false
    void throttle.hold(refused).then(() => {
      isAnswered = true
    })
    for (await turn(); !isAnswered; await turn()) mock.timers.tick(1)
    return Date.now() - began
  }
  return { throttle, pass, measure }
}

test('a few refusals are answered soon, and then one in a hundred milliseconds', async (context) => {
  const { measure } = startThrottle(context)
  const waited: number[] = []
  for (let n = 0; n < 80; n++) waited.push(await measure(from('10.0.0.1')))
  assert.deepEqual(waited.slice(0, 50), [0, ...Array(49).fill(10)])
  assert.deepEqual(waited.slice(60), Array(20).fill(100))
})

test('who is turned away now and then never waits', async (context) => {
  const { pass, measure } = startThrottle(context)
  for (let n = 0; n < 100; n++) {
    assert.equal(await measure(from('10.0.0.1')), 0)
    await pass(110)
  }
})

test('an address does not wait for another, and a network of IPv6 is one', async (context) => {
  const { pass, measure } = startThrottle(context)
  for (let n = 0; n < 1000; n++) {
    assert.equal(await measure(from(`10.0.${n % 40}.1`)), 0)
    if (n % 40 === 39) await pass(10)
  }
  for (let n = 0; n < 70; n++) await measure(from(`2001:db8::${n.toString(16)}`))
  assert.equal(await measure(from('2001:db8::ffff')), 100)
})

test('a client that floods makes nobody wait behind the same address', async (context) => {
  const { throttle, measure } = startThrottle(context)
  for (let n = 0; n < 300; n++) void throttle.hold(overLimit('flooding'))
  assert.equal(await measure(overLimit('other')), 0)
  assert.equal(await measure({ client: 'other', address: '10.0.0.1', code: 'no-channel' }), 0)
  assert.equal(await measure(from('10.0.0.1')), 0)
})

test('a client over its limit waits wherever it sends from; for other refusals its sites do not wait for each other', async (context) => {
  const { throttle, measure } = startThrottle(context)
  for (let n = 0; n < 100; n++) void throttle.hold(overLimit('flooding', `10.0.${n}.1`))
  assert.ok((await measure(overLimit('flooding', '10.1.0.1'))) > 900)
  for (let n = 0; n < 100; n++) void throttle.hold({ client: 'two sites', address: '10.0.0.1', code: 'not-allowed' })
  assert.equal(await measure({ client: 'two sites', address: '10.0.0.2', code: 'not-allowed' }), 0)
})

test('many at once wait two seconds and no longer when nobody knows who they are', async (context) => {
  const { throttle, measure } = startThrottle(context)
  for (let n = 0; n < 400; n++) void throttle.hold(from('10.0.0.1'))
  assert.equal(await measure(from('10.0.0.1')), 2000)
})

test('a client with many connections is answered a hundred times a second, and so many of its answers wait', async (context) => {
  const { throttle, pass } = startThrottle(context)
  const answers = { left: 0, refused: 0 }
  for (let n = 0; n < 600; n++)
    void throttle.hold(overLimit('flooding')).then((isHeld) => {
      answers[isHeld ? 'left' : 'refused']++
    })
  await pass(0)
  // The first one leaves at once, and the others wait.
  assert.deepEqual(answers, { left: 1, refused: 99 })
  await pass(3_000)
  const { left } = answers
  await pass(1_000)
  assert.equal(answers.left - left, 100)
})

test('so many answers wait in all, and those of others leave at once', async (context) => {
  const { throttle } = startThrottle(context)
  const hold = (n: number) => Promise.race([throttle.hold(overLimit(`client ${n % 20}`)), Promise.resolve('waits')])
  const seen: unknown[] = []
  for (let n = 0; n < 5_100; n++) seen.push(await hold(n))
  assert.equal(seen.filter((one) => one === 'waits').length, 5_000)
  assert.deepEqual([...new Set(seen.slice(5_020))], [false])
})

test('at the end all answers leave at once, and none waits any more', async (context) => {
  const { throttle } = startThrottle(context)
  const held = Array.from({ length: 300 }, () => throttle.hold(overLimit('flooding')))
  throttle.release()
  await Promise.all(held)
  for (let n = 0; n < 300; n++) assert.equal(await throttle.hold(overLimit('flooding')), true)
})

test('an address of any form is one', async () => {
  for (const address of ['', '::1', '::ffff:10.0.0.1', 'fe80::1%eth0', 'x'.repeat(1000)])
    await createThrottle().hold(from(address))
})
