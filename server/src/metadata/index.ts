export { metadataRoutes } from './routes.ts'
