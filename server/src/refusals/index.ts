export { type RefusalLog, refusalLog } from './log.ts'
export { refusalRoutes } from './routes.ts'
export { refusalStore } from './store.ts'
