import assert from 'node:assert/strict'
import { test } from 'node:test'
import { findRows } from './find.ts'

test('a list that is searched leaves out the rows that do not contain every word', () => {
  const rows = [
    { name: 'Lab alerts', users: [{ user: 'ada@example.org' }, { user: 'olu@example.org' }] },
    { name: 'Others', users: [{ user: 'ada@example.org' }], tags: ['LAB'] },
  ]
  const names = (find: string | undefined) =>
    findRows(['name', 'users.user', 'tags'], find, rows).map(({ name }) => name)
  assert.deepEqual(names(undefined), ['Lab alerts', 'Others'])
  assert.deepEqual(names('lab  ADA'), ['Lab alerts', 'Others'])
  assert.deepEqual(names('lab olu'), ['Lab alerts'])
  assert.deepEqual(names('nobody'), [])
})
