import type { Log } from '../../platform/log.ts'
import type { TransactionStore } from '../store.ts'
import type { Recorder } from './recorder.ts'

/** Writes what could not be written when it happened. What the store still refuses is tried again next time. */
export function deferredWrites(record: Recorder, store: Pick<TransactionStore, 'endUnwritten'>, log: Log) {
  return async () => {
    await record.endUnwritten((ids) => store.endUnwritten(ids, Date.now()))
    const { recorded, forgotten } = await record.drainBacklog()
    if (recorded) log.warn({ count: recorded }, 'transactions that passed unrecorded stand in the record now, marked')
    if (forgotten)
      log.error(
        { count: forgotten },
        'more transactions passed unrecorded than there was memory for: only the log names them',
      )
  }
}
