export { legalHoldRoutes } from './routes.ts'
export { type LegalHolds, legalHoldStore } from './store.ts'
