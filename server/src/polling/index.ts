export { polling } from './polling.ts'
export { pollingRoutes } from './routes.ts'
