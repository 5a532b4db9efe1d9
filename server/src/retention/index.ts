export { previewer } from './preview.ts'
export { keepRetention, type Retention, retention } from './retention.ts'
export { retentionRoutes } from './routes.ts'
