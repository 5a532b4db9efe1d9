export { type RefusalLog, refusalLog } from './log.ts'
export { refusalRoutes } from './routes.ts'
export { deleteOldRefusals, type RefusalStore, refusalStore } from './store.ts'
