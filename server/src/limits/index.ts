export { type Admission, createLimiter, type Limited, type Limiter } from './limiter.ts'
export { limitRoutes } from './routes.ts'
export { type LimitStore, limitStore } from './store.ts'
