export { holding, type Lease, lease, type WorkerStore, workerStore } from './store.ts'
