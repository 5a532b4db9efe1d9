import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Role } from '@mediary/contract/roles'
import { moveCell, selectColumns, selectRows, toBody, withMembership } from './rules.ts'

const role: Role = { _id: 'r', name: 'lab', clients: [{ _id: 'c1', clientID: 'one' }], channels: [] }
const channel = (name: string, status: 'enabled' | 'disabled' | 'deleted', priority?: number) => ({
  _id: name,
  name,
  status,
  priority,
})

test('enabled channels come first, then by priority, then by name, and deleted ones not at all', () => {
  const channels = [
    channel('z', 'enabled'),
    channel('gone', 'deleted'),
    channel('off', 'disabled', 1),
    channel('b', 'enabled', 2),
    channel('a', 'enabled'),
  ]
  assert.deepEqual(
    selectColumns(channels).map(({ name }) => name),
    ['b', 'a', 'z', 'off'],
  )
})

test('roles are sorted by name and found by words of it, as the file of the list has them', () => {
  const roles = ['beta', 'Alpha', 'role10', 'role9'].map((name) => ({ ...role, name }))
  assert.deepEqual(
    selectRows(roles).map(({ name }) => name),
    ['Alpha', 'beta', 'role9', 'role10'],
  )
  assert.equal(selectRows(roles, 'LPH').length, 1)
  assert.equal(selectRows(roles, '10 ROLE').length, 1)
})

test('a tick adds one channel and its undoing takes exactly that one away', () => {
  const on = { kind: 'channel', _id: 'x', name: 'X', on: true } as const
  const ticked = withMembership(role, on)
  assert.deepEqual(toBody(ticked, on), { channels: [{ _id: 'x', name: 'X' }] })
  assert.deepEqual(withMembership(ticked, { ...on, on: false }), role)
})

test('arrow keys stay within the matrix', () => {
  assert.deepEqual(moveCell({ row: 0, column: 0 }, 'ArrowUp', false, 3, 3), { row: 0, column: 0 })
  assert.deepEqual(moveCell({ row: 2, column: 1 }, 'ArrowRight', false, 3, 3), { row: 2, column: 2 })
  assert.deepEqual(moveCell({ row: 1, column: 1 }, 'End', true, 3, 3), { row: 2, column: 2 })
  assert.equal(moveCell({ row: 1, column: 1 }, 'Enter', false, 3, 3), undefined)
})
