export { boundedWatermark, keepLease, type Lease, lease, leaseCondition, lowWatermark, workerStore } from './store.ts'
