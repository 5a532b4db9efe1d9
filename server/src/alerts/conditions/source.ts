import type { ConditionRule } from '@mediary/contract/operations/notices'

/** Something that is wrong. `subject`: what it is about. `facts`: the values of its text. */
export type Condition = { subject: string; since: number; facts: Record<string, string | number> }

/** Finds what is wrong now by one rule. */
export type ConditionSource = {
  rule: ConditionRule
  /** `known`: what people know of already. Its end may have another limit than its beginning. */
  list: (now: number, known: ReadonlySet<string>) => Promise<Condition[]>
  /** Each node looks for itself. Then this is the subject that it decides about; other sources belong to one node. */
  ownSubject?: string
}
