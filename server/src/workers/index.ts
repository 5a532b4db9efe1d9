export { lease, type WorkerStore, workerStore } from './store.ts'
