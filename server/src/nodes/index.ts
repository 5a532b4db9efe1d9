export { joinNodes } from './join.ts'
export { nodeRoutes } from './routes.ts'
export { nodeStore } from './store.ts'
