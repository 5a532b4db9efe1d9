export { contactGroupRoutes } from './routes.ts'
export { contactGroupStore } from './store.ts'
