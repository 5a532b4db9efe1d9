export { reportPreviewRoutes } from './preview.ts'
export { reporter } from './reporter.ts'
