import assert from 'node:assert/strict'
import { test } from 'node:test'
import { singleFlight } from './single-flight.ts'

function counted() {
  const seen = { running: 0, peak: 0, done: 0 }
  const gates: PromiseWithResolvers<void>[] = []
  const take = singleFlight(async () => {
    seen.peak = Math.max(seen.peak, ++seen.running)
    const gate = Promise.withResolvers<void>()
    gates.push(gate)
    await gate.promise.finally(() => seen.running--)
    seen.done++
  })
  const nextTurn = () => new Promise<void>((resolve) => setImmediate(resolve))
  return { seen, gates, take, nextTurn }
}

test('work is done once at a time, and all who ask meanwhile share the turn after', async () => {
  const { seen, gates, take, nextTurn } = counted()
  const first = take()
  await nextTurn()
  const later = [take(), take(), take()]
  await nextTurn()
  assert.equal(gates.length, 1)
  gates[0]?.resolve()
  await first
  await nextTurn()
  assert.equal(gates.length, 2)
  gates[1]?.resolve()
  await Promise.all(later)
  assert.deepEqual(seen, { running: 0, peak: 1, done: 2 })
})

test('a turn that fails tells who asked for it, and the next one is taken', async () => {
  const { gates, take, nextTurn } = counted()
  const first = take()
  await nextTurn()
  const second = take()
  gates[0]?.reject(new Error('no room'))
  await assert.rejects(first, /no room/)
  await nextTurn()
  gates[1]?.resolve()
  await second
})
