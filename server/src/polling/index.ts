export { countLatePolls } from './late.ts'
export { Polling } from './polling.ts'
export { pollingRoutes } from './routes.ts'
