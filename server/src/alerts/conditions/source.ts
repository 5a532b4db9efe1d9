import type { ConditionRule } from '@mediary/contract/operations/notices'

/** Something that is wrong. `subject`: what it is about. `facts`: the values of its text. */
export type Condition = { subject: string; since: number; facts: Record<string, string | number> }

/** Finds what is wrong now by one rule. */
export type ConditionSource = {
  rule: ConditionRule
  /** `isKnown` tells if people know of it already: its end may have another limit than its beginning. */
  list: (now: number, isKnown: (subject: string) => boolean) => Promise<Condition[]>
  /** Each node looks for itself. Then this is the subject that it decides about; other sources belong to one node. */
  ownSubject?: string
}
