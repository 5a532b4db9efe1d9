import assert from 'node:assert/strict'
import { test } from 'node:test'
import { changesObeyed } from './proof/nodes/changes.ts'
import { skewedClocks } from './proof/nodes/skewed-clocks.ts'

test('the next request on any node obeys what was confirmed on another', async (t) => {
  const { changes, requests, stale } = await changesObeyed({ changes: 60 })
  assert.deepEqual(stale, [])
  t.diagnostic(`${JSON.stringify(changes)}, ${requests} requests, 0 stale`)
})

test('a node that hears no notices is not ready, and its next request obeys all the same', async (t) => {
  const { changes, requests, stale, unready } = await changesObeyed({ changes: 30, silent: true })
  assert.deepEqual(stale, [])
  t.diagnostic(`not ready after ${unready} ms; ${JSON.stringify(changes)}, ${requests} requests, 0 stale`)
})

test('nodes of one host name whose clocks are 20 minutes apart take each other for living, and periodic work runs once', async (t) => {
  const { answered, refused, polls, due, clocks } = await skewedClocks({ seconds: 6 })
  assert.deepEqual(refused, [])
  const [ahead = 0, behind = 0] = clocks
  assert.ok(ahead - behind > 1_000_000, `the clocks differ: ${clocks}`)
  assert.ok(polls > 0 && polls <= due, `${polls} polls in a time in which ${due} were due`)
  t.diagnostic(`${answered} answered, 0 refused; ${polls} polls of ${due}`)
})
