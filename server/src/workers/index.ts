export { keepLease, type Lease, lease, leaseCondition, type WorkerStore, workerStore } from './store.ts'
