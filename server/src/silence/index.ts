export { type Calendar, findSilence, hasManyErrors, learnedFrom, learnRhythm, type Rhythm } from './rules.ts'
