export { roleRoutes } from './routes.ts'
export { ensureRoles, forgetClient, isClientID, removeRole, roleNamed, rolesMadeFor } from './rows.ts'
export { roleStore } from './store.ts'
