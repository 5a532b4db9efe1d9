export { type BodyKeys, bodyKeys, monthOf, type Seal } from './keys.ts'
export { type BodyStore, type BodyTables, bodyStore } from './store.ts'
