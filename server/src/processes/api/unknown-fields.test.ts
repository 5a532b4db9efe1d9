// An unknown field at any depth of a document: generated from the contract for every endpoint that takes one.
import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { api } from '@mediary/contract/api'
import type { Endpoint } from '@mediary/contract/api/endpoint'
import { buildAt, findPlaces, type Place } from '../../testing/endpoints/places.ts'
import { wholeApi } from '../../testing/whole-api.ts'

const { app } = await wholeApi()
after(() => app.close())
const authorization = `Basic ${Buffer.from('ada@example.org:correct horse battery').toString('base64')}`
const endpoints = Object.values(api).flatMap((concept): Endpoint[] => Object.values(concept))
const toUrl = ({ path }: Endpoint) => path.replace(':mechanism', 'basic-auth').replace(/:\w+/g, 'f'.repeat(24))

/** A field that nobody knows, in the document that has it at one place. */
const places = endpoints.flatMap((endpoint) =>
  endpoint.body && !endpoint.mediaType
    ? findPlaces(endpoint.body).map((place) => ({ endpoint, place, name: toName(endpoint, place) }))
    : [],
)

function toName({ method, path }: Endpoint, place: Place) {
  return `${method} ${path} ${place.join('.')}`.trimEnd()
}

test('the places are found in lists, in lists of lists, in changes and in transactions', () => {
  const found = new Set(places.map(({ name }) => name))
  for (const name of [
    'POST /channels',
    'PUT /channels/:id',
    'PUT /channels/:id routes.0',
    'PUT /channels/:id alerts.0.users.0',
    'PUT /channels/:id rewriteUrlsConfig.0',
    'PUT /clients/:id',
    'PUT /users/:email',
    'PUT /groups/:id users.0',
    'PUT /visualizers/:id color',
    'PUT /visualizers/:id mediators.0',
    'POST /transactions orchestrations.0.request',
    'POST /transactions routes.0.orchestrations.0.response',
    'PUT /transactions/:id $push.routes.$each.0',
    'POST /tasks',
    'PUT /tasks/:id',
    'POST /bulkrerun',
    'POST /audits activeParticipant.0.roleIDCode',
    'POST /mediators/:urn/heartbeat',
    'PUT /token/:token',
  ])
    assert.ok(found.has(name), name)
})

/** Documents that the server keeps or judges as they are, at their outermost object. */
const open: Record<string, string> = {
  'POST /mediators': 'what is not kept is named in the answer: see the tests of kept fields',
  'POST /metadata': 'what is not kept is named in the result of each document',
  'POST /metadata/validate': 'what would not be kept is named in the result of each document',
  'PUT /mediators/:urn/config': 'the definitions of the mediator say which fields there are',
}

test('every endpoint that takes a document is among them, or stands in the list with its reason', () => {
  const found = new Set(places.filter(({ place }) => place.length === 0).map(({ endpoint }) => endpoint))
  const missing = endpoints.filter((endpoint) => endpoint.body && !endpoint.mediaType && !found.has(endpoint))
  assert.deepEqual(missing.map(({ method, path }) => `${method} ${path}`).toSorted(), Object.keys(open).toSorted())
})

for (const { endpoint, place, name } of places)
  test(`${name}: an unknown field is refused with its path`, async () => {
    const answer = await app.inject({
      method: endpoint.method,
      url: toUrl(endpoint),
      headers: { authorization, accept: 'application/problem+json', 'content-type': 'application/json' },
      payload: JSON.stringify(buildAt(place, { notAField: 1 })),
    })
    assert.equal(answer.statusCode, 400, answer.body)
    const issues: { path: string; reason: string }[] = answer.json().issues
    const path = [...place, 'notAField'].join('.')
    assert.ok(
      issues.some((issue) => issue.path === path && issue.reason === 'unknown-field'),
      `${path}: ${answer.body}`,
    )
  })
