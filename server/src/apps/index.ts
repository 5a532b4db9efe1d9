export { appRoutes } from './routes.ts'
export { type AppStore, appStore } from './store.ts'
