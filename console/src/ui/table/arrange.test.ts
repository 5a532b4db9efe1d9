import assert from 'node:assert/strict'
import { test } from 'node:test'
import { getWidth, moveBorder, resizeColumn, selectColumns, showColumn } from './arrange.ts'

const columns = [
  { key: 'select', width: 48, fixed: true },
  { key: 'time', width: 180 },
  { key: 'path', width: 200 },
  { key: 'address', width: 120, optional: true },
  { key: 'actions', width: 90, last: true },
]
const [, time, path, address] = columns
assert.ok(time && path && address)
const keys = (choice = {}) => selectColumns(columns, choice).map(({ key }) => key)

test('an optional column is hidden until it is chosen, and any other column can be hidden', () => {
  assert.deepEqual(keys(), ['select', 'time', 'path', 'actions'])
  assert.deepEqual(keys({ shown: { address: true, time: false } }), ['select', 'path', 'address', 'actions'])
})

test('the ticks and the buttons of a list stay, and so does at least one column that tells its rows apart', () => {
  assert.deepEqual(keys({ shown: { select: false, actions: false } }), ['select', 'time', 'path', 'actions'])
  assert.deepEqual(keys({ shown: { time: false, path: false } }), ['select', 'time', 'path', 'actions'])
})

test('only what differs from the default is remembered', () => {
  const hidden = showColumn({}, time, false)
  assert.deepEqual(hidden, { shown: { time: false } })
  assert.deepEqual(showColumn(hidden, time, true), { shown: {} })
  assert.deepEqual(showColumn({}, address, true), { shown: { address: true } })
})

test('a width is kept within its limits', () => {
  assert.equal(getWidth(time, {}), 180)
  assert.equal(getWidth(time, resizeColumn({}, 'time', 250.4)), 250)
  assert.equal(getWidth(time, resizeColumn({}, 'time', 3)), 40)
  assert.equal(getWidth(time, resizeColumn({}, 'time', 9000)), 800)
})

test('a border that is moved leaves the two columns together as wide as before', () => {
  assert.deepEqual(moveBorder({}, [time, path], 30).widths, { time: 210, path: 170 })
  assert.deepEqual(moveBorder({}, [time, path], -500).widths, { time: 40, path: 340 })
  assert.deepEqual(moveBorder({}, [time, path], 500).widths, { time: 340, path: 40 })
})
