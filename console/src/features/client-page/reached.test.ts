import assert from 'node:assert/strict'
import { test } from 'node:test'
import { findIdleRoles, findReached } from './reached.ts'

const channel = (name: string, allow: string[], more: object = {}) => ({
  name,
  allow,
  authType: 'private' as const,
  status: 'enabled' as const,
  ...more,
})
const channels = [
  channel('lab', ['nurse', 'clerk']),
  channel('registry', ['clinic', 'nurse']),
  channel('open', [], { authType: 'public' }),
  channel('other', ['clerk']),
  channel('former', ['night'], { status: 'deleted' }),
]
const clinic = { clientID: 'clinic', roles: ['nurse', 'night'] }

test('each channel that a client may reach tells what opens it', () => {
  const reached = findReached(clinic, channels)
  assert.deepEqual(
    reached.map(({ channel: { name }, isPublic, byClient, roles }) => ({ name, isPublic, byClient, roles })),
    [
      { name: 'lab', isPublic: false, byClient: false, roles: ['nurse'] },
      { name: 'registry', isPublic: false, byClient: true, roles: ['nurse'] },
      { name: 'open', isPublic: true, byClient: false, roles: [] },
    ],
  )
})

test('a role that opens only a deleted channel opens none', () => {
  assert.deepEqual(findIdleRoles(clinic, channels), ['night'])
})
