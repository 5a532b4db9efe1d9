import assert from 'node:assert/strict'
import { test } from 'node:test'
import { toCurl } from './rules.ts'

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
