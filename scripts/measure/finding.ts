// What every measure returns.
import type { Project } from './project.ts'

/** One place that breaks a rule. */
export type Finding = { file: string; line: number; text: string }

export type Measure = (project: Project) => Finding[]
