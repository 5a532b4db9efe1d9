import assert from 'node:assert/strict'
import { test } from 'node:test'
import { toLogFields } from './log-fields.ts'

const hidden = 'hush-patient'
const text = (error: unknown) => JSON.stringify(toLogFields(error))

test('of an error the log tells what it was, where, and by what it was caused', () => {
  const cause = Object.assign(new TypeError('no room'), { code: 'ENOSPC' })
  const { type, message, stack, cause: by } = toLogFields(new Error('not written', { cause }))
  assert.deepEqual([type, message], ['Error', 'not written'])
  assert.match(String(stack), /^ {4}at .*log\.test\.ts/)
  assert.deepEqual(
    { ...(by as object), stack: '' },
    { type: 'TypeError', message: 'no room', code: 'ENOSPC', stack: '' },
  )
})

test('what a store or a parser puts beside the message stays out of the log', () => {
  const error = Object.assign(new Error('new row violates a rule'), {
    code: '23514',
    table: 'clients',
    detail: `Failing row contains (${hidden})`,
    data: hidden,
  })
  assert.match(text(error), /"code":"23514".*"table":"clients"/)
  assert.ok(!text(error).includes(hidden))
})

test('what was read as JSON is not quoted', () => {
  for (const body of [hidden, `{"id": ${hidden}}`, `{"id": "${hidden}",}`, `["a", "${hidden}" "b"]`])
    assert.throws(
      () => JSON.parse(body),
      (error: unknown) => text(error).includes('SyntaxError') && !/hush|hidden/.test(text(error)),
    )
})

test('what is thrown and is no error is named by its type alone', () => {
  assert.deepEqual(toLogFields(hidden), { type: 'string' })
})

test('a chain of causes that never ends is told as far as it helps', () => {
  const error = new Error('round')
  error.cause = error
  assert.ok(text(error).length < 20_000)
})
