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
