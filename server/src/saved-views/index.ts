export { savedViewRoutes } from './routes.ts'
export { savedViewStore } from './store.ts'
