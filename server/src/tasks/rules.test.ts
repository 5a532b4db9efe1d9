import assert from 'node:assert/strict'
import { test } from 'node:test'
import { edited, editRefusal } from './request-edits.ts'
import { backOff, findNext, isFulfilled, mayAttempt } from './rules.ts'

test('a task that has ended accepts no command; asking twice is no error', () => {
  const cases: [...Parameters<typeof isFulfilled>, boolean][] = [
    ['Paused', 'Paused', true],
    ['Queued', 'Processing', true],
    ['Paused', 'Completed', false],
    ['Queued', 'Cancelled', false],
    ['Cancelled', 'Completed', false],
  ]
  for (const [command, status, done] of cases) assert.equal(isFulfilled(command, status), done, `${command} ${status}`)
})

test('by time the next row is the next one; by key it is the first whose key is free', () => {
  const rows = [
    { n: 2, orderKey: 'a' },
    { n: 3, orderKey: 'b' },
    { n: 4, orderKey: null },
  ]
  assert.equal(findNext(rows, new Map([[1, 'a']]), false)?.n, 2)
  assert.equal(findNext(rows, new Map([[1, 'a']]), true)?.n, 3)
  assert.equal(
    findNext(
      rows,
      new Map([
        [0, 'b'],
        [1, 'a'],
      ]),
      true,
    )?.n,
    4,
  )
  const all = new Map<number, string | null>([
    [0, 'b'],
    [1, 'a'],
    [5, null],
  ])
  assert.equal(findNext(rows, all, true), undefined, 'rows without a key never overlap')
})

test('the wait before a retry doubles, up to a day or the period of the channel', () => {
  const hour = 3_600_000
  assert.deepEqual(
    [1, 2, 3, 6, 60].map((attempt) => backOff(60, attempt) / hour),
    [1, 2, 4, 24, 24],
  )
  assert.equal(backOff(3 * 24 * 60, 5) / hour, 72)
})

test('no limit of attempts, or 0, is no limit', () => {
  assert.deepEqual(
    [mayAttempt(99, undefined), mayAttempt(99, 0), mayAttempt(3, 3), mayAttempt(4, 3)],
    [true, true, true, false],
  )
})

test('what differs from the original is told, and only that', () => {
  const original = { method: 'POST', path: '/a', query: 'x=1', headers: ['X-Kind', 'one', 'x-kind', 'two', 'Y', 'z'] }
  const { request, changes } = edited(original, {
    method: 'POST',
    path: '/b',
    headers: { 'x-kind': 'three', y: null, Z: ['1', '2'] },
  })
  assert.deepEqual(request, {
    method: 'POST',
    path: '/b',
    query: 'x=1',
    headers: ['x-kind', 'three', 'Z', '1', 'Z', '2'],
  })
  assert.deepEqual(changes, [
    { what: 'path', from: '/a', to: '/b' },
    { what: 'header x-kind', from: 'one, two', to: 'three' },
    { what: 'header y', from: 'z' },
    { what: 'header Z', to: '1, 2' },
  ])
})

test('credentials and framing cannot be edited in, nor can a header carry a new line', () => {
  assert.equal(editRefusal({ headers: { Authorization: 'Basic x', 'Content-Length': '1', Ok: 'yes' } }).length, 2)
  assert.equal(editRefusal({ headers: { Ok: 'a\r\nX: b' } }).length, 1)
})
