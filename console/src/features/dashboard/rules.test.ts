import assert from 'node:assert/strict'
import { test } from 'node:test'
import { buildFirstRequest, findCandidate, findPair, resolveListener } from './rules.ts'

const channel = { urlPattern: '^/fhir/.*$', methods: [], allow: ['lab'], status: 'enabled' as const }

const listener = { hostname: 'h', httpPort: 7001 }

test('the first request is one that a client may send', () => {
  const clients = [
    { clientID: 'other', roles: ['x'], passwordSet: true, customTokenSet: false },
    { clientID: 'clinic', roles: ['lab'], passwordSet: true, customTokenSet: false },
  ]
  assert.equal(
    buildFirstRequest([channel], clients, listener),
    "curl -i -X GET -u 'clinic:PASSWORD' http://h:7001/fhir/",
  )
})

test('an empty installation still shows what the command will look like', () => {
  assert.equal(buildFirstRequest([], [], listener), "curl -i -X GET -u 'client-id:PASSWORD' http://h:7001/")
})

test('a client with a token alone sends its token', () => {
  const clients = [{ clientID: 'clinic', roles: ['lab'], passwordSet: false, customTokenSet: true }]
  assert.match(buildFirstRequest([channel], clients, listener), /-H 'Authorization: Custom TOKEN'/)
})

test('a gateway that calls itself localhost is where the browser found it', () => {
  assert.equal(resolveListener({ hostname: 'localhost', httpPort: 1 }, 'hie.example.org').hostname, 'hie.example.org')
  assert.equal(resolveListener({ hostname: 'gateway.example.org', httpPort: 1 }, 'x').hostname, 'gateway.example.org')
})

test('a client and a channel that it may use are found; without any, the latest of each could be brought together', () => {
  const [clinic, ward] = [
    { clientID: 'clinic', roles: ['lab'] },
    { clientID: 'ward', roles: ['x'] },
  ]
  const closed = { ...channel, allow: [] }
  assert.deepEqual(findPair([closed, channel], [ward, clinic]), { client: clinic, channel })
  assert.deepEqual(findPair([{ ...closed, authType: 'public' as const }], [ward])?.client, ward)
  assert.equal(findPair([{ ...channel, status: 'disabled' as const }], [clinic]), undefined)
  assert.deepEqual(findCandidate([channel, closed], [clinic, ward]), { channel: closed, client: ward })
  assert.equal(findCandidate([], [clinic]), undefined)
})
