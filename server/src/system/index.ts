export { type MechanismStore, mechanismStore, type Sources } from './mechanisms.ts'
export { type ReadinessChecks, readiness } from './readiness.ts'
export { systemRoutes } from './routes.ts'
export { version } from './version.ts'
