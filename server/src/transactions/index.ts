export { type Begun, type Outcome, type Recorder, recorder } from './recorder.ts'
export { transactionRoutes } from './routes.ts'
export { finalStatus } from './rules.ts'
export { type TransactionStore, transactionStore } from './store.ts'
