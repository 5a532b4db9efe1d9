export { visualizerRoutes } from './routes.ts'
export { type VisualizerStore, visualizerStore } from './store.ts'
export { trafficReader } from './traffic.ts'
