export { type MechanismStore, mechanismStore, type Sources } from './mechanisms.ts'
export { systemRoutes } from './routes.ts'
export { version } from './version.ts'
