// How many violations of each rule the code still has. A number only ever goes down.
import type { RuleName } from './rules.ts'

export const allowances: Record<RuleName, number> = {
  folders: 6,
  files: 2,
  functions: 57,
  cycles: 25,
  imports: 6,
  as: 173,
  tables: 23,
  layers: 0,
  features: 0,
  exports: 129,
  names: 851,
  prose: 174,
  of: 399,
  comments: 265,
}
