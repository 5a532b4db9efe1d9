// How many violations of each rule the code still has. A number only ever goes down.
import type { RuleName } from './rules.ts'

export const allowances: Record<RuleName, number> = {
  folders: 2,
  files: 0,
  functions: 42,
  cycles: 0,
  imports: 6,
  as: 117,
  tables: 11,
  layers: 0,
  features: 0,
  exports: 57,
  names: 259,
  prose: 32,
  of: 243,
  comments: 181,
}
