export { Polling } from './polling.ts'
export { pollingRoutes } from './routes.ts'
