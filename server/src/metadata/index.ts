export { importRecord } from './import.ts'
export { metadataRoutes } from './routes.ts'
export type { ImportContext, ImportedRecord, MetadataStores } from './stores.ts'
