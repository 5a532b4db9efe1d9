export { keepLease, type Lease, lease, leaseCondition, lowWatermark, type WorkerStore, workerStore } from './store.ts'
