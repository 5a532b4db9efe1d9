export { keystoreRoutes } from './routes.ts'
export { type KeystoreStore, keystoreStore } from './store.ts'
