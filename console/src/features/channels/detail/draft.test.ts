import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Channel, NewChannel } from '@mediary/contract/channels'
import { listChanges, listOtherIssues, toDocument, toDraft, toDuplicate } from './draft.ts'

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
  const draft = toDraft(channel)
  assert.deepEqual(listChanges(draft, toDraft(channel)), {})
  assert.deepEqual(listChanges({ ...draft, priority: '' }, toDraft(channel)), { priority: null })
  assert.deepEqual(listChanges({ ...draft, allow: [] }, toDraft(channel)), { allow: [] })
})

test('what the form has no field for stays, also in a duplicate', () => {
  const draft = toDraft(channel)
  assert.equal(listChanges({ ...draft, name: 'other' }, toDraft(channel)).txViewAcl, undefined)
  assert.deepEqual(toDocument(toDuplicate(channel, 'copy')).txViewAcl, ['seven'])
})

test('properties keep their types and records while others are added, renamed and removed', () => {
  const stored = Channel.parse({ ...channel, properties: [{ site: 'Kolda', beds: 40 }, { tags: ['a'] }] })
  const draft = toDraft(stored)
  assert.deepEqual(listChanges(draft, toDraft(stored)), {})
  const [site, beds, tags] = draft.properties
  assert.ok(site && beds && tags)
  const properties = [{ ...site, text: 'Dakar' }, beds, tags, { key: 'new', name: 'level', text: '3' }]
  assert.deepEqual(listChanges({ ...draft, properties }, toDraft(stored)), {
    properties: [{ site: 'Dakar', beds: 40 }, { tags: ['a'] }, { level: '3' }],
  })
  assert.deepEqual(listChanges({ ...draft, properties: [beds] }, toDraft(stored)), { properties: [{ beds: 40 }] })
})

test('a rule about links is read and written', () => {
  const rule = { fromHost: 'inside', toHost: 'outside.example', fromPort: 8080, toPort: 443, pathTransform: 's/a/b/' }
  const stored = Channel.parse({ ...channel, rewriteUrls: true, rewriteUrlsConfig: [rule] })
  assert.deepEqual(listChanges(toDraft(stored), toDraft(stored)), {})
  assert.deepEqual(toDocument(toDraft(stored)).rewriteUrlsConfig, [rule])
})

test('every field of the contract is in the document that the form sends', () => {
  const draft = toDraft(channel)
  const shown = Object.keys(toDocument(draft))
  for (const key of Object.keys(NewChannel.parse(channel))) assert.ok(shown.includes(key), key)
})

test('a content rule of another kind takes the place of the old one', () => {
  const draft = { ...toDraft(channel), contentRule: 'matchContentRegex' as const, content: 'lab' }
  assert.deepEqual(listChanges(draft, toDraft(channel)), {
    matchContentRegex: 'lab',
    matchContentXpath: null,
    matchContentValue: null,
  })
})

test('a duplicate is a new, disabled channel without the ids and passwords of its routes', () => {
  const copy = NewChannel.parse(toDocument(toDuplicate(channel, 'fhir (copy)')))
  assert.deepEqual([copy.name, copy.status, copy.urlPattern], ['fhir (copy)', 'disabled', '^/fhir'])
  assert.deepEqual([copy.routes[0]?._id, copy.routes[0]?.password, copy.routes[0]?.host], [undefined, undefined, 'h'])
  assert.equal(copy.autoRetryPeriodMinutes, 7)
})

test('an alert is written as it was read, and one for retries has no status and no rate', () => {
  const alert = { condition: 'status', status: '5xx', failureRate: 20, groups: ['g'], users: [] } as const
  const draft = toDraft({ ...channel, alerts: [{ ...alert, groups: ['g'], users: [] }] })
  assert.deepEqual(toDocument(draft).alerts, [alert])
  const [first] = draft.alerts
  assert.ok(first)
  const retries = { ...first, alert: { ...first.alert, condition: 'auto-retry-max-attempted' as const } }
  const written = { condition: 'auto-retry-max-attempted', groups: ['g'], users: [] }
  assert.deepEqual(toDocument({ ...draft, alerts: [retries] }).alerts, [written])
})

test('an issue of a setting without a field is listed by itself', () => {
  const issues = [
    { path: 'routes.0.host', message: 'a' },
    { path: 'txViewAcl', message: 'b' },
  ]
  assert.deepEqual(listOtherIssues(issues), [issues[1]])
})
