export { changedTopics } from './changes.ts'
export { type LiveHub, liveHub } from './hub.ts'
export { liveRoutes } from './routes.ts'
