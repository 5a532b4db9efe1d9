import assert from 'node:assert/strict'
import { test } from 'node:test'
import { changesObeyed } from './proof/nodes/changes.ts'

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
