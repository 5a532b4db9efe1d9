import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Permissions } from '@mediary/contract/permission'
import { type Caller, listAllowed, may } from './caller.ts'

const who = (...granted: object[]): Caller => ({
  by: 'basic',
  permissions: granted.map((one) => Permissions.parse(one)),
})

const cases = [
  { name: 'what is granted', granted: { 'user-view': true }, permission: 'user-view', is: true },
  { name: 'who may manage may view', granted: { 'user-manage': true }, permission: 'user-view', is: true },
  { name: 'who may view may not manage', granted: { 'user-view': true }, permission: 'user-manage', is: false },
  {
    name: 'a named resource',
    granted: { 'client-view-specified': ['a'] },
    permission: 'client-view-all',
    id: 'a',
    is: true,
  },
  {
    name: 'managed, so viewed',
    granted: { 'client-manage-specified': ['a'] },
    permission: 'client-view-all',
    id: 'a',
    is: true,
  },
  {
    name: 'another resource',
    granted: { 'client-view-specified': ['a'] },
    permission: 'client-view-all',
    id: 'b',
    is: false,
  },
  { name: 'no resource', granted: { 'client-view-specified': ['a'] }, permission: 'client-view-all', is: false },
  { name: 'a resource of what is not given singly', granted: {}, permission: 'user-view', id: 'a', is: false },
] as const

for (const { name, granted, permission, is, ...rest } of cases)
  test(`permission: ${name}`, () => assert.equal(may(who(granted), permission, 'id' in rest ? rest.id : undefined), is))

test('user roles add up, and nobody has none', () => {
  const caller = who({ 'channel-view-specified': ['a'] }, { 'channel-manage-specified': ['b'] }, { 'logs-view': true })
  assert.deepEqual(listAllowed(caller, 'channel-view-all'), new Set(['a', 'b']))
  assert.deepEqual(listAllowed(caller, 'channel-manage-all'), new Set(['b']))
  assert.equal(listAllowed(caller, 'logs-view'), 'all')
  assert.deepEqual(listAllowed(caller, 'user-view'), new Set())
  assert.deepEqual(listAllowed(who(), 'channel-view-all'), new Set())
})
