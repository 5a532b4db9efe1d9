export { clientRoutes } from './routes.ts'
export { clientMembers } from './rows.ts'
export { type ClientStore, clientStore } from './store.ts'
export type { ClientIdentity } from './views.ts'
