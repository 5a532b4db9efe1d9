export { clientRoutes } from './routes.ts'
export { clientMembers } from './rows.ts'
export { type ClientIdentity, type ClientStore, clientStore } from './store.ts'
