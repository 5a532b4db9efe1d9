import { first } from './first-view/index.ts'
import { further } from './further.ts'

/** The English messages, by feature. Their keys are those of every language. */
export const english = { ...first, ...further }
