export { issueFollower } from './follower.ts'
export { issueRoutes } from './routes.ts'
export { type IssueStore, issueStore, type UntoldIssue } from './store.ts'
