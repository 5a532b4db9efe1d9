export { type Counted, counters } from './counters.ts'
export { metricsRoutes } from './routes.ts'
export { type Totals, totals } from './totals.ts'
