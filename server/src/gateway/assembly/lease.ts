import type { Database } from '../../platform/database/database.ts'
import { every } from '../../platform/every.ts'
import type { Log } from '../../platform/log.ts'
import { deferredWrites, type Recorder, type TransactionStore, takeOver } from '../../transactions/index.ts'
import { holdLifeLock, keepLease, lease, type Serving, workerStore } from '../../workers/index.ts'

type LeaseDeps = {
  database: Database
  /** The node that the process belongs to. */
  node: string
  processId: string
  record: Recorder
  transactions: TransactionStore
  /** Returns what this process serves with at present. */
  serving: () => Serving
  log: Log
}

/** Holds the lease on this process's transactions, and writes what could not be written before. Returns its end. */
export async function holdLease(
  { database, node, processId, record, transactions, serving, log }: LeaseDeps,
  newId: () => string,
) {
  const workers = workerStore(database, node)
  const endLife = await holdLifeLock(database, processId, log)
  await workers.register({ processId, since: newId() })
  const writeDeferred = deferredWrites(record, transactions, log)
  const deferred = every(lease.beat, 'writing what could not be recorded', writeDeferred, log)
  const heartbeat = keepLease(
    workers,
    () => ({ processId, since: record.oldestUnfinished() ?? newId(), ...serving() }),
    log,
  )
  return async () => {
    await Promise.all([heartbeat.stop(), deferred.stop()])
    await deferred.run()
    // Without its lease nobody waits for what only its journal has.
    await takeOver(database)
    await workers.remove(processId)
    await endLife()
  }
}
