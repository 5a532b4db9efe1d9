export { type Admission, Admitted, createLimiter, type Limited, type Limiter, type OverLimit } from './limiter.ts'
export { limitRoutes } from './routes.ts'
export { type LimitStore, limitStore } from './store.ts'
