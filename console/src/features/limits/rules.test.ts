import assert from 'node:assert/strict'
import { test } from 'node:test'
import { fillIn, toIssuePath, toLimits, toLimitsDraft } from './rules.ts'

test('limits survive the form, also bytes that are no whole megabytes', () => {
  const limits = { mode: 'enforce', requestsPerSecond: 0.5, bytesPerDay: 1_234_567 } as const
  const kept = toLimits(
    toLimitsDraft({ ...limits, burst: undefined, requestsPerDay: undefined, concurrentRequests: 3 }),
  )
  assert.deepEqual(kept, { ...limits, burst: null, requestsPerDay: null, concurrentRequests: 3 })
  assert.equal(toLimitsDraft(null).mode, 'none')
  assert.equal(toLimits(toLimitsDraft(undefined)), null)
})

test('recommended values are filled in, and who had no limits begins by observing', () => {
  const counts = { p99: 2, max: 9 }
  const recommendation = { days: 30, requests: 100, exact: true, perSecond: counts, perDay: counts }
  const recommended = { requestsPerSecond: 3, burst: 9, requestsPerDay: 150 }
  const filled = fillIn(toLimitsDraft(null), { ...recommendation, recommended })
  assert.deepEqual(
    [filled.mode, filled.requestsPerSecond, filled.burst, filled.requestsPerDay],
    ['observe', '3', '9', '150'],
  )
  const none = toLimitsDraft(null)
  assert.equal(fillIn(none, { ...recommendation, recommended: null }), none)
})

test('an issue of the API is found at its field', () => {
  assert.equal(toIssuePath('burst'), 'limits.burst')
  assert.equal(toIssuePath('megabytesPerDay'), 'limits.bytesPerDay')
  assert.equal(toIssuePath(undefined), 'limits')
})
