export { findDeadWorkers } from './dead.ts'
export { holdLifeLock } from './life-lock.ts'
export { type Lease, lease } from './rows.ts'
export { boundedWatermark, keepLease, leaseCondition, lowWatermark, workerStore } from './store.ts'
