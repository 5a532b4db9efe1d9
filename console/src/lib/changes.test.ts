import assert from 'node:assert/strict'
import { test } from 'node:test'
import { mergeDraft, pickChanges } from './changes.ts'

const before = { name: 'Clinic', location: 'Beira', roles: ['lab'] }

test('what was typed stays, and what was not touched follows the server', () => {
  const draft = { ...before, name: 'The clinic' }
  const now = { name: 'Renamed', location: 'Maputo', roles: ['lab', 'nurse'] }
  assert.deepEqual(mergeDraft(draft, before, now), { name: 'The clinic', location: 'Maputo', roles: ['lab', 'nurse'] })
})

test('only what differs is sent', () => {
  assert.deepEqual(pickChanges({ ...before, roles: ['lab'] }, before), {})
  assert.deepEqual(pickChanges({ ...before, location: null }, { ...before, location: 'Beira' }), { location: null })
})
