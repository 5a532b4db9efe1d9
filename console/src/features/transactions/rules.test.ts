import assert from 'node:assert/strict'
import { test } from 'node:test'
import { toCurl, toFilters } from './rules.ts'

test('a half-typed code filters nothing', () => {
  assert.deepEqual(toFilters({ code: '4', path: '' }), {})
  assert.deepEqual(toFilters({ code: '4XX' }), { 'response.status': '4xx' })
})

test('times of the address become a range', () => {
  assert.deepEqual(toFilters({ since: '2026-01-01T00:00:00Z' }), {
    'request.timestamp': { $gte: '2026-01-01T00:00:00.000Z' },
  })
})

test('a copied command carries no secret', () => {
  const request = {
    method: 'POST',
    path: '/fhir/Patient',
    querystring: 'a=1',
    timestamp: '',
    headers: { Authorization: 'Basic x', 'x-auth-token': 'y', 'content-type': 'text/plain', cookie: 'z' },
  }
  const command = toCurl(request, "it's", 'http://gateway:5001')
  assert.equal(
    command,
    "curl -X POST 'http://gateway:5001/fhir/Patient?a=1' \\\n  -H 'content-type: text/plain' \\\n  --data-binary 'it'\\''s'",
  )
})
