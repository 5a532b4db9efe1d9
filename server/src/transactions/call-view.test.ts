import assert from 'node:assert/strict'
import { test } from 'node:test'
import { toHeaders } from './call-view.ts'

test('a header is shown whatever it is called, also when it came more than once', () => {
  const flat = ['__proto__', 'a', 'Accept', 'b', '__proto__', 'c', 'constructor', 'd', '__proto__', 'e']
  assert.equal(JSON.stringify(toHeaders(flat)), '{"__proto__":["a","c","e"],"Accept":"b","constructor":"d"}')
})
