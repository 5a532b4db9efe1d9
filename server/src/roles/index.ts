export { refuseGivingRoles, refuseSharedIdentity } from './reach.ts'
export { roleRoutes } from './routes.ts'
export { ensureRoles, forgetClient, isClientID, listRoleNames, removeRole, roleNamed, rolesMadeFor } from './rows.ts'
export { type RoleStore, roleStore } from './store.ts'
