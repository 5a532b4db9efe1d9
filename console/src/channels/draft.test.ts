import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Channel } from '@mediary/contract/channels'
import { bodyOf, draftOf, verdictOf } from './draft.ts'

const channel = Channel.parse({
  _id: '65a000000000000000000001',
  name: 'fhir',
  urlPattern: '^/fhir',
  allow: ['lab'],
  priority: 2,
  routes: [{ name: 'up', host: 'h', port: 80, primary: true, username: 'kept' }],
})

test('a channel that is opened and saved is sent as it was', () => {
  const body = bodyOf(draftOf(channel))
  assert.equal(body.priority, 2)
  assert.deepEqual(body.allow, ['lab'])
  assert.deepEqual(
    body.routes?.map(({ username, port }) => [username, port]),
    [['kept', 80]],
  )
})

test('an emptied number is cleared', () => {
  assert.equal(bodyOf({ ...draftOf(channel), priority: '' }).priority, null)
})

test('the tester tells whether the pattern takes a path, is broken, or comes second', () => {
  const draft = draftOf(channel)
  assert.equal(verdictOf(draft, '/fhir/Patient', []).kind, 'yes')
  assert.equal(verdictOf(draft, '/other', []).kind, 'no')
  assert.equal(verdictOf({ ...draft, urlPattern: '(' }, '/x', []).kind, 'broken')
  assert.deepEqual(verdictOf(draft, '/fhir', [{ ...channel, name: 'first', priority: 1 }]), {
    kind: 'other',
    name: 'first',
  })
})
