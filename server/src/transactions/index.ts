export {
  type Call,
  type CallError,
  type CallRequest,
  orchestrationKey,
  routeKey,
  type Settled,
} from './calls.ts'
export { bornOf, type Rerun } from './lineage.ts'
export { keptCalls, type Policy, type ReportedBodies, reportedBodies } from './mediators/bodies.ts'
export { type ReportDeps, reportRoutes } from './mediators/routes.ts'
export type { Moved } from './mediators/update.ts'
export { type Alongside, NotSoAnyMore } from './recording/companion-statements.ts'
export { lateWriting } from './recording/deferred-writes.ts'
export { type Begun, type Chunk, type Outcome, type Recorder, recorder } from './recording/recorder.ts'
export { markCut } from './recording/truncation.ts'
export { transactionRoutes } from './routes.ts'
export { finalStatus, statusCodes } from './rules.ts'
export { anyOf } from './search/conditions.ts'
export { type Digest, type KeyedChannel, keptValue, keyIndex } from './search/keys.ts'
export { type TransactionSearch, transactionSearch } from './search/query.ts'
export { transactionSearchRoutes } from './search/routes.ts'
export { type BlockIndex, blockIndex } from './search/segments/indexer.ts'
export { changed } from './search/segments/tables.ts'
export { type TransactionRow, type TransactionStore, transactionStore } from './store.ts'
