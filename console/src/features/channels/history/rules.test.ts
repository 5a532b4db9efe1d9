import assert from 'node:assert/strict'
import { test } from 'node:test'
import { toHistory } from './rules.ts'

const audit = (id: string, ops: { op: 'add' | 'replace' | 'remove'; path: string; value?: unknown }[]) => ({
  _id: id,
  ref: 'r',
  date: '2026-01-01T00:00:00.000Z',
  ops,
  updatedBy: { name: 'Ada' },
})

test('each change is told with what was there before', () => {
  const entries = toHistory([
    audit('3', [{ op: 'remove', path: '/priority' }]),
    audit('2', [{ op: 'replace', path: '/allow', value: ['lab', 'clinic'] }]),
    audit('1', [
      { op: 'add', path: '/name', value: 'fhir' },
      { op: 'add', path: '/allow', value: ['lab'] },
      { op: 'add', path: '/priority', value: 2 },
    ]),
  ])
  assert.deepEqual(
    entries.map(({ first }) => first),
    [false, false, true],
  )
  assert.deepEqual(entries[0]?.changes, [{ field: 'priority', kind: 'remove', before: '2', after: '' }])
  assert.deepEqual(entries[1]?.changes, [{ field: 'allow', kind: 'replace', before: 'lab', after: 'lab, clinic' }])
})

test('a change of one entry of a list is told by its place, whatever stood there before', () => {
  const [removed, added, replaced] = toHistory([
    audit('4', [{ op: 'remove', path: '/allow/0' }]),
    audit('3', [{ op: 'add', path: '/allow/1', value: 'clinic' }]),
    audit('2', [{ op: 'replace', path: '/routes/0/host', value: 'b' }]),
    audit('1', [
      { op: 'add', path: '/name', value: 'fhir' },
      { op: 'add', path: '/allow', value: ['lab', 'ward'] },
      { op: 'add', path: '/routes', value: [{ host: 'a' }] },
    ]),
  ])
  assert.deepEqual(removed?.changes, [{ field: 'allow/0', kind: 'remove', before: 'lab', after: '' }])
  assert.deepEqual(added?.changes, [{ field: 'allow/1', kind: 'add', before: undefined, after: 'clinic' }])
  assert.deepEqual(replaced?.changes, [{ field: 'routes/0/host', kind: 'replace', before: 'a', after: 'b' }])
})

test('a history whose beginning has been removed tells what it knows', () => {
  const [newest, oldest] = toHistory([
    audit('9', [{ op: 'replace', path: '/priority', value: 3 }]),
    audit('8', [
      { op: 'replace', path: '/priority', value: 2 },
      { op: 'add', path: '/allow/4', value: 'x' },
    ]),
  ])
  assert.deepEqual(newest?.changes, [{ field: 'priority', kind: 'replace', before: '2', after: '3' }])
  assert.deepEqual(
    oldest?.changes.map(({ before }) => before),
    [undefined, undefined],
  )
})
