export { systemRoutes } from './routes.ts'
export { enabledMechanisms } from './rules.ts'
export { version } from './version.ts'
