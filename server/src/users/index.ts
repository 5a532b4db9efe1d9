export { type EndSessions, userRoleRoutes, userRoutes } from './routes.ts'
export { union } from './rules.ts'
export { type Account, type UserStore, userStore } from './store.ts'
export { type UserRoleStore, userRoleStore } from './user-roles.ts'
