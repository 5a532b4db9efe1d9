import assert from 'node:assert/strict'
import { onBothEngines } from '../testing/stores.ts'
import { begun, newId, outcome } from '../testing/transactions.ts'
import { recorder } from './recorder.ts'
import { transactionSearch } from './search.ts'

onBothEngines('filters narrow the list', async (database) => {
  const record = recorder(database)
  const at = 1_700_000_000_000
  const patient = begun({ id: newId(at), requestedAt: at, path: '/fhir/Patient/100%_x', client: 'a'.repeat(24) })
  const lab = begun({
    id: newId(at + 5000),
    requestedAt: at + 5000,
    path: '/lab',
    method: 'GET',
    host: 'lab.example:80',
  })
  await Promise.all([record.begin(patient), record.begin(lab)])
  await record.complete(outcome(lab.id, { status: 'Failed', responseStatus: 502 }))
  const search = transactionSearch(database)
  const found = async (filters: Parameters<typeof search.list>[0]['filters'], channels: 'all' | Set<string> = 'all') =>
    (await search.list({ filters, channels, limit: 10, offset: 0 })).map(({ id }) => id)

  assert.deepEqual(await found({}), [lab.id, patient.id])
  assert.deepEqual(await found({ 'request.path': 'PATIENT/100%_' }), [patient.id])
  assert.deepEqual(await found({ 'request.path': 'patient/1%x' }), [])
  assert.deepEqual(await found({ 'response.status': '5xx' }), [lab.id])
  assert.deepEqual(await found({ 'response.status': 501 }), [])
  assert.deepEqual(await found({ 'request.timestamp': { $gte: at, $lt: at + 5000 } }), [patient.id])
  assert.deepEqual(await found({ 'request.timestamp': { $gt: at, $lte: at + 5000 } }), [lab.id])
  assert.deepEqual(await found({ clientID: 'a'.repeat(24) }), [patient.id])
  assert.deepEqual(await found({ 'request.host': 'lab.example' }), [lab.id])
  assert.deepEqual(await found({ 'request.port': '80' }), [lab.id])
  assert.deepEqual(await found({}, new Set()), [])
})
