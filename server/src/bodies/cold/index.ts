export {
  addColdRange,
  type ColdObject,
  type ColdRange,
  hasColdBodies,
  hasRemovals,
  listColdRanges,
  listObjectsOfRange,
  lockColdRange,
  markAllRemoved,
  markRemoved,
  measureColdChannel,
  registerObjects,
  removeColdRange,
} from './catalogue.ts'
export { type ColdBodies, coldBodies } from './cold-bodies.ts'
export { hasRemovedInBucket } from './rewrite.ts'
