import assert from 'node:assert/strict'
import { test } from 'node:test'
import { isUnchanged, toDraft, toEdit } from './edit-rules.ts'

const original = toDraft(
  {
    method: 'POST',
    path: '/lab',
    querystring: 'a=1',
    timestamp: '',
    headers: { Accept: 'text/plain', 'X-Kind': ['one', 'two'], Gone: 'soon' },
  },
  'the body',
)

test('what was not touched is not sent', () => {
  assert.ok(isUnchanged(toEdit(original, original)))
})

test('each change is sent by itself; a header of several values is a list, and one taken away is null', () => {
  const headers = [
    ...original.headers.filter(({ name }) => name !== 'Gone').map((one) => ({ ...one, value: `${one.value}!` })),
    { key: 'new', name: ' X-New ', value: 'yes' },
    { key: 'empty', name: '', value: 'ignored' },
  ]
  assert.deepEqual(toEdit({ ...original, method: 'PUT', query: '', headers, body: '' }, original), {
    method: 'PUT',
    querystring: '',
    headers: { Accept: 'text/plain!', 'X-Kind': ['one!', 'two!'], Gone: null, 'X-New': 'yes' },
    body: '',
  })
})

test('a header is the same whatever the case of its name, and a body that cannot be edited is not sent', () => {
  const headers = original.headers.map((one) => ({ ...one, name: one.name.toUpperCase() }))
  assert.ok(isUnchanged(toEdit({ ...original, headers, body: undefined }, original)))
})
