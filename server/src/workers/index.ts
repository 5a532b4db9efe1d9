export { holding, keepLease, type Lease, lease, type WorkerStore, workerStore } from './store.ts'
