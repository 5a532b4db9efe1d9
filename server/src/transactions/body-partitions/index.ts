export { createBodyPartitions } from './create.ts'
export {
  dropBodies,
  findAwaitedStart,
  listEndedPartitions,
  type PartitionContent,
} from './drop.ts'
export { dropColdBodies, findAwaitedColdStart } from './drop-cold.ts'
export { canRerun, hasLostBody, listDroppedRanges } from './dropped.ts'
export { findUnpackedEnd, isPartitionPackable, movePartition, type PackedPartition, packPartition } from './pack.ts'
