import assert from 'node:assert/strict'
import { Permissions } from '@mediary/contract/permission'
import { bodyReader, bodyStore, bodyViews } from '../bodies/index.ts'
import type { Caller } from '../platform/http/caller.ts'
import { onBothEngines } from '../testing/stores.ts'
import { begun, newId, outcome } from '../testing/transactions.ts'
import { linkToParent, recorder, transactionStore } from './index.ts'
import { transactionPresenter } from './show.ts'

const ada: Caller = {
  by: 'session',
  user: { id: 'f'.repeat(24), email: 'ada@example.org', name: 'Ada Lovelace', groups: [] },
  permissions: [Permissions.parse({ 'transaction-view-all': true, 'transaction-view-body-all': true })],
}

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
    const show = transactionPresenter({ transactions, bodies })

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
