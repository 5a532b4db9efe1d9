export { issueFollower } from './follower.ts'
export { issueRoutes } from './routes.ts'
export { issueStore } from './store.ts'
