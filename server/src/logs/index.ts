export { limitLines } from './limit-lines.ts'
export { type RecentLines, recentLines } from './recent-lines.ts'
export { logRoutes } from './routes.ts'
