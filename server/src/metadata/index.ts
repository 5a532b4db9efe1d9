export { importRecord, toSentence } from './import.ts'
export { metadataRoutes } from './routes.ts'
export type { ImportContext, ImportedRecord, MetadataStores } from './stores.ts'
