import assert from 'node:assert/strict'
import { configurationApi } from '../../testing/configuration.ts'
import { onBothEngines } from '../../testing/stores.ts'

const hl7 = 'MSH|^~\\&|LAB||EMR||20261125||ADT^A01|1|P|2.5\rPID|1||4711^^^KOLDA||Diallo^Awa'
const bundle = { entry: [{ resource: { identifier: [{ system: 'urn:nid', value: '12' }] } }] }

const tried = [
  ['hl7-field', 'PID-3.1', { body: hl7 }, ['4711']],
  ['json-path', '$.ids[*]', { body: '{"ids":[1,"2",{}]}' }, ['1', '2']],
  ['xpath', '/a/b', { body: '<a><b>x</b><b>y</b></a>' }, ['x', 'y']],
  ['fhir-identifier', 'urn:nid', { body: JSON.stringify(bundle) }, ['urn:nid|12']],
  ['header', 'X-Patient', { headers: [{ name: 'x-patient', value: '7' }] }, ['7']],
  ['query-parameter', 'patient', { query: 'patient=1&patient=2' }, ['1', '2']],
  ['json-path', '$.ids[*]', { body: 'no JSON' }, []],
] as const

onBothEngines('a search key is tried on a sample before the channel is saved', async (database) => {
  const api = configurationApi(database)
  for (const [by, expression, sample, values] of tried) {
    const { status, body } = await api.post('/channels/check-search-key', { searchKey: { by, expression }, ...sample })
    assert.deepEqual([status, body], [200, { values }], by)
  }
  const { body } = await api.post('/channels/check-search-key', { searchKey: { by: 'xpath', expression: '///' } })
  assert.ok(body.fault)
  assert.deepEqual(body.values, [])
  api.grant({})
  const searchKey = { by: 'header', expression: 'a' }
  assert.equal((await api.post('/channels/check-search-key', { searchKey })).status, 403)
})
