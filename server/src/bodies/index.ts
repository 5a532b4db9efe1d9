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
} from './cold/catalogue.ts'
export { type ColdBodies, coldBodies } from './cold/cold-bodies.ts'
export { hasRemovedInBucket } from './cold/rewrite.ts'
export { type KeyForgetting, keyForgetting } from './forgetting.ts'
export { type HeadStore, type Heads, headStore, readHeads } from './heads.ts'
export { BodyKeys, type Seal, toMonth } from './keys.ts'
export {
  type FoundMessages,
  type MessageColumns,
  messageColumns,
  noResponseMessage,
  readMessage,
  type Side,
  sides,
  toMessagePlace,
} from './messages.ts'
export { type BodyReader, bodyReader } from './reader.ts'
export { bodyRoutes } from './routes.ts'
export { type BodyStore, type BodyTables, bodyStore } from './store.ts'
export { isDamagedBody, isUnreadableBody } from './unreadable.ts'
export { type BodyViewRow, type BodyViews, bodyViews, deleteOldBodyViews } from './views.ts'
