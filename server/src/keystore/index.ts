export { inService } from './in-service.ts'
export { keystoreRoutes } from './routes.ts'
export { type KeystoreStore, keystoreStore } from './store.ts'
