// How many violations of each rule the code still has. A number only ever goes down.
import type { RuleName } from './rules.ts'

export const allowances: Record<RuleName, number> = {
  folders: 2,
  files: 0,
  functions: 43,
  cycles: 0,
  imports: 6,
  as: 124,
  tables: 23,
  layers: 0,
  features: 0,
  exports: 71,
  names: 541,
  prose: 127,
  of: 309,
  comments: 222,
}
