import type { TransactionFilters } from '@mediary/contract/transactions/filters'
import { sql } from 'kysely'
import { all, type Choice, type Condition, chosen, hasRow, namedIn, not, takes } from './conditions.ts'
import type { Stream } from './slice.ts'

/** What one filter asks; and, when a small table gives the transactions in their order, from where to follow them. */
type Part = { condition: Condition; streams?: Stream[] | undefined }

const repeats = hasRow(sql`from reruns k where k.id = transactions.id`)
const repeated = hasRow(sql`from reruns k where k.parent = transactions.id`)
const waits = hasRow(sql`from retries k where k.transaction_id = transactions.id`)

const stream = (table: Stream['table'], id: Stream['id'], where: Condition): Stream => ({ table, id, where })
const allRepetitions = stream('reruns', 'id', sql`1 = 1`)
/** Each once, however often it was repeated. */
const allRepeated = stream(
  'reruns',
  'parent',
  sql`not exists (select 1 from reruns k where k.parent = reruns.parent and k.id < reruns.id)`,
)
const allWaiting = stream('retries', 'transaction_id', sql`1 = 1`)

/** Filters of where a transaction comes from and what came of it. */
export function kinParts({ parentID, childIDs, wasRerun, autoRetry }: TransactionFilters): Part[] {
  return [
    ...(parentID ? [ofParent(parentID)] : []),
    ...(childIDs ? [ofChildren(childIDs)] : []),
    ...(wasRerun ? [flagged(wasRerun, repeated, allRepeated)] : []),
    ...(autoRetry ? [flagged(autoRetry, waits, allWaiting)] : []),
  ]
}

function ofParent(choice: Choice<string>): Part {
  const is = (parent: string): Condition =>
    hasRow(sql`from reruns k where k.id = transactions.id and k.parent = ${parent}`)
  const named = namedIn(choice)
  const streams = named
    ? named.map((parent) => stream('reruns', 'id', sql`parent = ${parent}`))
    : takes(choice, undefined)
      ? undefined
      : [allRepetitions]
  return { condition: all(chosen(choice, is, repeats)), streams }
}

function ofChildren(choice: Choice<string>): Part {
  const has = (child: string): Condition =>
    hasRow(sql`from reruns k where k.parent = transactions.id and k.id = ${child}`)
  const named = namedIn(choice)
  const streams = named
    ? named.map((child) => stream('reruns', 'parent', sql`id = ${child}`))
    : choice.$exists
      ? [allRepeated]
      : undefined
  return { condition: all(chosen(choice, has, repeated)), streams }
}

function flagged(choice: Choice<boolean>, condition: Condition, rare: Stream): Part {
  const [yes, no] = [takes(choice, true), takes(choice, false)]
  if (yes && no) return { condition: sql`1 = 1` }
  if (!yes && !no) return { condition: sql`1 = 0` }
  return yes ? { condition, streams: [rare] } : { condition: not(condition) }
}
