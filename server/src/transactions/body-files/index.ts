export { claimBodyFiles, releaseBodyFiles } from './claim.ts'
export { overwriteRemoved } from './overwrite-removed.ts'
export { tidyBodyFiles } from './tidy.ts'
