export { mediatorConfiguration } from './configuration.ts'
export { mediatorHistory } from './history.ts'
export { mediatorRoutes } from './routes.ts'
export { type MediatorStore, mediatorStore } from './store.ts'
