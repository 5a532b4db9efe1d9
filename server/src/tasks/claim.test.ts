import assert from 'node:assert/strict'
import type { Database } from '../platform/database/database.ts'
import { onBothEngines } from '../testing/stores.ts'
import { begun, newId } from '../testing/transactions.ts'
import { ConflictError, recorder, transactionStore } from '../transactions/index.ts'
import { taskStore } from './index.ts'
import { TaskLeases } from './lease.ts'

/** A task of one row that a process has taken, and is about to begin. */
async function about(database: Database) {
  const tasks = taskStore(database, { newId })
  const leases = new TaskLeases(database, 'aaaaaa')
  const item = { transaction_id: newId(), order_key: null }
  const id = await tasks.create({ by: 'ada@example.org', batchSize: 1, orderBy: 'time', paused: false }, [item])
  await leases.take()
  const [row] = await leases.listQueued(id, 1)
  if (!row) throw new Error('no row')
  const begin = async () => {
    const value = begun()
    const failed = await recorder(database)
      .begin(value, leases.buildClaim(row, value.id))
      .then(
        () => undefined,
        (error: unknown) => error,
      )
    const recorded = (await transactionStore(database).find(value.id)) !== undefined
    return { refused: failed instanceof ConflictError, recorded }
  }
  return { id, tasks, leases, begin }
}
const nothing = { refused: true, recorded: false }

onBothEngines('a row begins once, whoever tries', async (database) => {
  const { begin } = await about(database)
  assert.deepEqual(await begin(), { refused: false, recorded: true })
  assert.deepEqual(await begin(), nothing)
})

for (const status of ['Paused', 'Cancelled'] as const) {
  onBothEngines(`what is ${status} begins nothing, also when it was about to`, async (database) => {
    const { id, tasks, begin } = await about(database)
    assert.equal(await tasks.command(id, status), undefined)
    assert.deepEqual(await begin(), nothing)
  })
}

onBothEngines('what is deleted begins nothing', async (database) => {
  const { id, tasks, begin } = await about(database)
  await tasks.remove(id)
  assert.deepEqual(await begin(), nothing)
})

onBothEngines('who was stopped so long that another has taken the task begins nothing', async (database) => {
  const { id, leases, begin } = await about(database)
  const other = new TaskLeases(database, 'bbbbbb')
  assert.equal(await other.take(), undefined, 'not while the lease lasts')
  assert.equal((await other.take(Date.now() + 60_000))?.id, id)
  assert.deepEqual(await begin(), nothing)
  assert.equal(await leases.renew(id), undefined)
})
