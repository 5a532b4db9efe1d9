import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Permissions } from '@mediary/contract/permission'
import { mayAny, mayWith } from './permissions.ts'

test('who may manage may view, and what is given for one resource is given for no other', () => {
  const manager = Permissions.parse({ 'channel-manage-all': true, 'client-manage-specified': ['c1'] })
  assert.ok(mayWith(manager, 'channel-view-all'))
  assert.ok(mayWith(manager, 'client-view-all', 'c1'))
  assert.ok(mayWith(manager, 'client-manage-all', 'c1'))
  assert.ok(!mayWith(manager, 'client-manage-all', 'c2'))
  assert.ok(!mayWith(manager, 'client-view-all'))
  assert.ok(mayAny(manager, 'client-view-all'))
  assert.ok(!mayAny(manager, 'user-view'))
  assert.ok(!mayAny(undefined, 'channel-view-all'))
})
