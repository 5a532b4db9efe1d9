import assert from 'node:assert/strict'
import { test } from 'node:test'
import { firstRequest } from './rules.ts'

const channel = { urlPattern: '^/fhir/.*$', methods: [], allow: ['lab'], status: 'enabled' as const }

test('the first request is one that a client may send', () => {
  const clients = [
    { clientID: 'other', roles: ['x'] },
    { clientID: 'clinic', roles: ['lab'] },
  ]
  assert.equal(firstRequest([channel], clients, 'h'), "curl -i -X GET -u 'clinic:PASSWORD' http://h:5001/fhir/")
})

test('an empty installation still shows what the command will look like', () => {
  assert.equal(firstRequest([], [], 'h'), "curl -i -X GET -u 'client-id:PASSWORD' http://h:5001/")
})
