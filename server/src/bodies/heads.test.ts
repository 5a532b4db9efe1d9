import assert from 'node:assert/strict'
import { onBothEngines } from '../testing/stores.ts'
import { begun, newId, outcome } from '../testing/transactions.ts'
import { recorder } from '../transactions/index.ts'
import { headStore } from './index.ts'

onBothEngines(
  'heads are read by the ids of their transactions, and a transaction under way has one',
  async (database) => {
    const record = recorder(database)
    const rows = ['["Host","a"]', '["X","\\"ü\\"","X","2"]'].map((requestHeaders) => begun({ requestHeaders }))
    for (const row of rows) await record.begin(row)
    const [underWay, ended] = rows
    assert.ok(underWay && ended)
    await record.complete(
      outcome(ended.id, { responseHeaders: '["Location","/a"]', upstream: '{"name":"main","at":1}' }),
    )
    const heads = headStore(database)
    const found = await heads.load([...rows.map(({ id }) => id), newId()])
    assert.deepEqual(Object.fromEntries(found), {
      [underWay.id]: { requestHeaders: ['Host', 'a'], responseHeaders: null, upstream: null },
      [ended.id]: {
        requestHeaders: ['X', '"ü"', 'X', '2'],
        responseHeaders: ['Location', '/a'],
        upstream: '{"name":"main","at":1}',
      },
    })
    assert.deepEqual(await heads.readRequest(underWay.id), ['Host', 'a'])
    assert.equal(await heads.find(newId()), undefined)
    assert.equal((await heads.load([])).size, 0)
  },
)
