import type { NoticeKind } from '@mediary/contract/operations/notices'

const minute = 60_000

/** The notices of an incident that tell its beginning. They go to people in order; what follows goes to those who know. */
const beginnings: ReadonlySet<NoticeKind> = new Set([
  'alert-began',
  'upstream-down',
  'disk-began',
  'backup-began',
  'node-began',
  'queue-began',
  'client-refused-began',
])

export const isBeginning = (kind: NoticeKind) => beginnings.has(kind)

/** Tells if a notice says that an incident is over. */
export const isEnd = (kind: NoticeKind) => !isBeginning(kind) && kind !== 'alert-continues'

/** Returns when it is the turn of a person. */
export const findTurn = (turn: number, now: number) => now + turn * minute
