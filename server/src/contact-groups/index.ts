export { contactGroupRoutes } from './routes.ts'
export { type ContactGroupStore, contactGroupStore } from './store.ts'
