export { compareRequests, type ParityReport } from './compare.ts'
export { loadRules } from './load-rules.ts'
export { printParity } from './print.ts'
