export { changedTopics } from './changes.ts'
export { LiveHub } from './hub.ts'
export { liveRoutes } from './routes.ts'
