export { type Poll, type Polling, polling } from './polling.ts'
export { pollingRoutes } from './routes.ts'
