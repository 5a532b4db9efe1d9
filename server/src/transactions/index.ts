export { type Alongside, NotSoAnyMore } from './alongside.ts'
export { type BlockIndex, blockIndex } from './block-index.ts'
export { changed } from './block-tables.ts'
export {
  type Call,
  type CallError,
  type CallRequest,
  orchestrationKey,
  routeKey,
  type Settled,
} from './calls.ts'
export type { Moved } from './changes.ts'
export { markCut } from './cut.ts'
export { type Digest, type KeyedChannel, keptValue, keyIndex } from './key-index.ts'
export { lateWriting } from './late.ts'
export { bornOf, type Rerun } from './lineage.ts'
export { type Begun, type Chunk, type Outcome, type Recorder, recorder } from './recorder.ts'
export { type ReportDeps, reportRoutes } from './report-routes.ts'
export { keptCalls, type Policy, type ReportedBodies, reportedBodies } from './reported.ts'
export { transactionRoutes } from './routes.ts'
export { finalStatus, statusCodes } from './rules.ts'
export { type TransactionSearch, transactionSearch } from './search.ts'
export { anyOf } from './search-conditions.ts'
export { transactionSearchRoutes } from './search-routes.ts'
export { type TransactionRow, type TransactionStore, transactionStore } from './store.ts'
