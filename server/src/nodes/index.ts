export { joinNodes } from './join.ts'
export { nodeRoutes } from './routes.ts'
export { type NodeStore, nodeStore } from './store.ts'
