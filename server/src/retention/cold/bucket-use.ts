// What monitoring shows of the bucket.
import { setTimeout as pause } from 'node:timers/promises'
import type { ColdBodies } from '../../bodies/index.ts'
import type { BucketUse } from '../../metrics/index.ts'
import type { Database } from '../../platform/database/database.ts'
import { leastIdAt, readTime } from '../../platform/ids.ts'
import { findUnpackedEnd } from '../../transactions/index.ts'

const hour = 3_600_000
/** In milliseconds. However many read the metrics, the store and the bucket are asked once in so long. */
const goodFor = 5_000
/** In milliseconds. Who reads the other metrics does not wait longer for a store that hangs. */
const timeout = 4_000

/** Returns what measures the bucket; its result is undefined without a bucket, and while it cannot be measured. */
export function bucketMeter(database: Database, cold: Pick<ColdBodies, 'describe'> | undefined, afterHours: number) {
  const last: { measured: Promise<BucketUse | undefined>; until: number } = {
    measured: Promise.resolve(undefined),
    until: 0,
  }

  const measure = async (now: number): Promise<BucketUse | undefined> => {
    const described = await cold?.describe()
    if (!described) return undefined
    const { transactions, bodyBytes, bytes: objectBytes, answers } = described
    const oldest = await findUnpackedEnd(database, leastIdAt(now - afterHours * hour))
    const waits = oldest === undefined ? 0 : now - readTime(oldest) - afterHours * hour
    return { ...{ transactions, bodyBytes, objectBytes, answers }, waits: Math.max(0, waits) / 1000 }
  }

  return (now = Date.now()): Promise<BucketUse | undefined> => {
    if (now >= last.until) {
      last.until = now + goodFor
      // A store that fails has metrics of its own, and they must be shown.
      last.measured = measure(now).catch(() => undefined)
    }
    return Promise.race([last.measured, pause(timeout, undefined, { ref: false })])
  }
}
