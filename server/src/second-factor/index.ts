export { secondFactorRoutes } from './routes.ts'
export { type SecondFactorStore, secondFactorStore } from './store.ts'
