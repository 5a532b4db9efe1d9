import assert from 'node:assert/strict'
import { Permissions } from '@mediary/contract/permission'
import { bodyReader, bodyStore, bodyViews } from '../bodies/index.ts'
import type { Caller } from '../platform/http/caller.ts'
import { onBothEngines } from '../testing/stores.ts'
import { begun, newId, outcome } from '../testing/transactions.ts'
import { linkToParent, recorder, takeOver, transactionStore } from './index.ts'
import { transactionPresenter } from './show.ts'

const ada: Caller = {
  by: 'session',
  user: { id: 'f'.repeat(24), email: 'ada@example.org', name: 'Ada Lovelace', groups: [] },
  permissions: [Permissions.parse({ 'transaction-view-all': true, 'transaction-view-body-all': true })],
}

const withoutNames = { channels: { names: async () => new Map() }, clients: { names: async () => new Map() } }

onBothEngines(
  'the details name each body, so that it is downloaded, and noted as seen, only when it is looked at',
  async (database) => {
    const transactions = transactionStore(database)
    const views = bodyViews(database, newId)
    const bodies = bodyReader({ bodies: bodyStore(database), views, demandsReason: async () => false })
    const record = recorder(database)
    const parent = newId()
    const task = newId()
    const value = begun()
    await record.begin(value, [linkToParent({ id: value.id, parent, by: 'ada', task, attempt: null, changes: null })])
    await record.complete(outcome(value.id, { responseSize: 0, responseBody: null }))
    const row = await transactions.find(value.id)
    assert.ok(row)
    const show = transactionPresenter({ transactions, bodies, ...withoutNames })

    const [details] = await show([row], 'simpledetails', { caller: ada, limit: 1000 })
    assert.deepEqual([details?.request.bodyPart, details?.request.body], ['request', undefined])
    assert.equal(details?.response?.bodyPart, undefined, 'an answer without a body names none')
    assert.deepEqual(details?.rerun, { by: 'ada', taskID: task, changes: [] })
    const [primary] = details?.orchestrations ?? []
    assert.deepEqual([primary?.primary, primary?.request?.bodyPart], [true, 'request'])
    assert.deepEqual(await views.list({ limit: 10 }), [])

    await show([row], 'full', { caller: ada, limit: 1000 })
    assert.deepEqual(
      (await views.list({ limit: 10, transaction: value.id })).map(({ part }) => part),
      ['request'],
    )
  },
)

onBothEngines('management-api §10.1: a primary call shows the headers and bodies of its own', async (database) => {
  const transactions = transactionStore(database)
  const bodies = bodyReader({
    bodies: bodyStore(database),
    views: bodyViews(database, newId),
    demandsReason: async () => false,
  })
  // As a worker does: on SQLite heads stand in body files.
  const record = recorder(database, undefined, { journals: true })
  const value = begun({
    requestHeaders: '["Host","localhost:5001","Accept","*/*"]',
    requestBody: Buffer.from('<request/>'),
  })
  await record.begin(value)
  const call = {
    ...{ name: 'main', host: 'h', port: 1, path: '/', at: 1, sent: { removed: [0], added: ['Via', '1.1 mediary'] } },
    answer: { status: 200, headers: ['Content-Type', 'application/json+openhim'], bodyPart: 'upstream.response' },
  }
  const document = Buffer.from('{"response":{"status":201}}')
  await record.complete(outcome(value.id, { responseStatus: 201, upstream: JSON.stringify(call) }))
  await record.chunk({ id: value.id, part: 'upstream.response', n: 0, bytes: document })
  await takeOver(database)
  const row = await transactions.find(value.id)
  assert.ok(row)
  const show = transactionPresenter({ transactions, bodies, ...withoutNames })

  const [full] = await show([row], 'full', { caller: ada, limit: 1000 })
  const [primary] = full?.orchestrations ?? []
  assert.deepEqual(primary?.request?.headers, { Accept: '*/*', Via: '1.1 mediary' })
  assert.equal(primary?.request?.body, '<request/>')
  assert.deepEqual([full?.response?.status, full?.response?.body], [201, 'answer'])
  const { status, headers, body } = primary?.response ?? {}
  assert.deepEqual([status, body], [200, document.toString()])
  assert.deepEqual(headers, { 'Content-Type': 'application/json+openhim' })

  const [details] = await show([row], 'simpledetails', { caller: ada, limit: 1000 })
  const [own] = details?.orchestrations ?? []
  assert.deepEqual([own?.request?.body, own?.response?.body], [undefined, undefined])
  assert.deepEqual([own?.request?.bodyPart, own?.response?.bodyPart], ['request', 'upstream.response'])
})
