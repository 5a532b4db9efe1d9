import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Channel, NewChannel } from '@mediary/contract/channels'
import { changesOf, documentOf, draftOf, duplicateOf, faultsElsewhere, restFrom } from './draft.ts'

const channel = Channel.parse({
  _id: '65a000000000000000000001',
  name: 'fhir',
  urlPattern: '^/fhir',
  allow: ['lab'],
  priority: 2,
  methods: ['GET'],
  requestBody: false,
  responseBody: false,
  alerts: [{ condition: 'status', status: '5xx' }],
  autoRetryPeriodMinutes: 7,
  txViewAcl: ['seven'],
  matchContentXpath: '/a/b',
  matchContentValue: 'x',
  routes: [{ _id: '65a000000000000000000002', name: 'up', host: 'h', port: 80, primary: true, password: '**********' }],
})

test('a channel that is opened and not changed has no changes, and one field is one change', () => {
  const draft = draftOf(channel)
  assert.deepEqual(changesOf(draft, draftOf(channel)), {})
  assert.deepEqual(changesOf({ ...draft, priority: '' }, draftOf(channel)), { priority: null })
  assert.deepEqual(changesOf({ ...draft, allow: [] }, draftOf(channel)), { allow: [] })
})

test('what the form has no field for is kept, changed and cleared as JSON', () => {
  const draft = draftOf(channel)
  const rest = JSON.parse(draft.more)
  assert.deepEqual(rest.txViewAcl, ['seven'])
  assert.equal(rest._id, undefined)
  const { alerts: _, ...without } = rest
  const changed = { ...without, txViewAcl: ['nine'] }
  assert.deepEqual(changesOf({ ...draft, more: JSON.stringify(changed) }, draftOf(channel)), {
    txViewAcl: ['nine'],
    alerts: null,
  })
  assert.deepEqual(restFrom('{'), { fault: 'more.json' })
  assert.deepEqual(restFrom('[1]'), { fault: 'more.object' })
})

test('every field of the contract is in the form or in its JSON', () => {
  const draft = draftOf(channel)
  const shown = Object.keys({ ...documentOf(draft), ...JSON.parse(draft.more) })
  for (const key of Object.keys(NewChannel.parse(channel))) assert.ok(shown.includes(key), key)
})

test('a content rule of another kind takes the place of the old one', () => {
  const draft = { ...draftOf(channel), contentRule: 'matchContentRegex' as const, content: 'lab' }
  assert.deepEqual(changesOf(draft, draftOf(channel)), {
    matchContentRegex: 'lab',
    matchContentXpath: null,
    matchContentValue: null,
  })
})

test('a duplicate is a new, disabled channel without the ids and passwords of its routes', () => {
  const copy = NewChannel.parse(documentOf(duplicateOf(channel, 'fhir (copy)')))
  assert.deepEqual([copy.name, copy.status, copy.urlPattern], ['fhir (copy)', 'disabled', '^/fhir'])
  assert.deepEqual([copy.routes[0]?._id, copy.routes[0]?.password, copy.routes[0]?.host], [undefined, undefined, 'h'])
  assert.equal(copy.autoRetryPeriodMinutes, 7)
})

test('a fault of a part without a field is told apart', () => {
  const issues = [
    { path: 'routes.0.host', message: 'a' },
    { path: 'alerts.0.status', message: 'b' },
  ]
  assert.deepEqual(faultsElsewhere(issues), [issues[1]])
})
