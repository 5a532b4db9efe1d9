export {
  claimBodyFiles,
  type ForgottenMessage,
  messageBodyBytes,
  overwriteRemoved,
  releaseBodyFiles,
  restoreHeads,
  sumBodyBytes,
  tidyBodyFiles,
} from './body-files/index.ts'
export {
  canRerun,
  createBodyPartitions,
  dropBodies,
  dropColdBodies,
  findAwaitedColdStart,
  findAwaitedStart,
  findUnpackedEnd,
  isPartitionPackable,
  listDroppedRanges,
  listEndedPartitions,
  movePartition,
  type PackedPartition,
  type PartitionContent,
  packPartition,
} from './body-partitions/index.ts'
export {
  type Call,
  type CallError,
  diffHeaders,
  type HeaderChanges,
  type RoutesOutcome,
  routeKey,
} from './calls.ts'
export { logRefusedEntries } from './journal/refused-entries.ts'
export { takeOver, takeOverAndRemove } from './journal/take-over.ts'
export { linkToParent } from './lineage.ts'
export {
  type BodyPolicy,
  buildCalls,
  collectBodies,
  type ImportedTransaction,
  isNotImported,
  mediatorUpdateRoutes,
  type StatusChange,
  transactionImporter,
} from './mediators/index.ts'
export { type RecordedRequest, readRecordedRequests } from './recorded-requests.ts'
export {
  type Begun,
  type Chunk,
  type CompanionStatement,
  ConflictError,
  deferredWrites,
  markShadow,
  markTruncated,
  type Outcome,
  OutdatedDecisionError,
  type Recorder,
  recorder,
} from './recording/index.ts'
export { type RemovedBodies, transactionRemoval } from './removal.ts'
export { countSeconds } from './request-counts.ts'
export { transactionRoutes } from './routes.ts'
export { finalStatus, statusCodes } from './rules.ts'
export { matchOne } from './search/conditions.ts'
export { type KeyedChannel, loadSides, searchKeyIndexer, toIndexedValue } from './search/keys.ts'
export { type TransactionSearch, transactionSearch } from './search/query.ts'
export { transactionSearchRoutes } from './search/routes.ts'
export { segmentIndexer } from './search/segments/indexer.ts'
export { type FoundTransaction, type TransactionRow, type TransactionStore, transactionStore } from './store.ts'
