export { createBodyPartitions } from './create.ts'
export {
  dropBodies,
  type EndedPartition,
  findAwaitedStart,
  listEndedPartitions,
  type PartitionContent,
} from './drop.ts'
export { canRerun, hasLostBody, listDroppedRanges } from './dropped.ts'
