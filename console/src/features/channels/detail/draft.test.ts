import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Channel, NewChannel } from '@mediary/contract/channels'
import { listChanges, listOtherIssues, parseAdvanced, toDocument, toDraft, toDuplicate } from './draft.ts'

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

test('what the form has no field for is kept, changed and cleared as JSON', () => {
  const draft = toDraft(channel)
  const rest = JSON.parse(draft.advanced)
  assert.deepEqual(rest.txViewAcl, ['seven'])
  assert.equal(rest._id, undefined)
  const { rewriteUrlsConfig: _, ...without } = rest
  const changed = { ...without, txViewAcl: ['nine'] }
  assert.deepEqual(listChanges({ ...draft, advanced: JSON.stringify(changed) }, toDraft(channel)), {
    txViewAcl: ['nine'],
    rewriteUrlsConfig: null,
  })
  assert.deepEqual(parseAdvanced('{'), { problem: 'more.json' })
  assert.deepEqual(parseAdvanced('[1]'), { problem: 'more.object' })
})

test('every field of the contract is in the form or in its JSON', () => {
  const draft = toDraft(channel)
  const shown = Object.keys({ ...toDocument(draft), ...JSON.parse(draft.advanced) })
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
    { path: 'rewriteUrlsConfig.0.toHost', message: 'b' },
  ]
  assert.deepEqual(listOtherIssues(issues), [issues[1]])
})
