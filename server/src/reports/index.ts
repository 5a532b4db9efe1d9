export { reporter } from './reporter.ts'
