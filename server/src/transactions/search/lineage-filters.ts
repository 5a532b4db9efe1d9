import type { TransactionFilters } from '@mediary/contract/transactions/filters'
import { sql } from 'kysely'
import {
  type Choice,
  type Condition,
  choiceConditions,
  hasRow,
  matchAll,
  matchesChoice,
  namedValues,
  not,
} from './conditions.ts'
import type { IndexScan } from './slice.ts'

/** The condition of one filter and, when a small table gives its transactions in order, the scans of that table. */
type PlannedFilter = { condition: Condition; indexScans?: IndexScan[] | undefined }

const isRerun = hasRow(sql`from reruns k where k.id = transactions.id`)
const hasReruns = hasRow(sql`from reruns k where k.parent = transactions.id`)
const awaitsRetry = hasRow(sql`from retries k where k.transaction_id = transactions.id`)

const toIndexScan = (table: IndexScan['table'], id: IndexScan['id'], where: Condition): IndexScan => ({
  table,
  id,
  where,
})
const allReruns = toIndexScan('reruns', 'id', sql`1 = 1`)
/** Gives each parent once, however many reruns it has. */
const allParents = toIndexScan(
  'reruns',
  'parent',
  sql`not exists (select 1 from reruns k where k.parent = reruns.parent and k.id < reruns.id)`,
)
const allRetries = toIndexScan('retries', 'transaction_id', sql`1 = 1`)

/** Plans the filters by lineage: parent, children, reruns, waiting retries, and issues, whose members reruns heal. */
export function planLineageFilters({
  parentID,
  childIDs,
  wasRerun,
  autoRetry,
  issue,
}: TransactionFilters): PlannedFilter[] {
  return [
    ...(parentID ? [planParent(parentID)] : []),
    ...(childIDs ? [planChildren(childIDs)] : []),
    ...(wasRerun ? [planFlag(wasRerun, hasReruns, allParents)] : []),
    ...(issue ? [planIssue(issue)] : []),
    ...(autoRetry ? [planFlag(autoRetry, awaitsRetry, allRetries)] : []),
  ]
}

const planIssue = (issue: string): PlannedFilter => ({
  condition: hasRow(
    sql`from issue_members k where k.member = transactions.id and k.issue = ${issue} and k.healed_at is null`,
  ),
  indexScans: [toIndexScan('issue_members', 'member', sql`issue = ${issue} and healed_at is null`)],
})

function planParent(choice: Choice<string>): PlannedFilter {
  const is = (parent: string): Condition =>
    hasRow(sql`from reruns k where k.id = transactions.id and k.parent = ${parent}`)
  const named = namedValues(choice)
  const indexScans = named
    ? named.map((parent) => toIndexScan('reruns', 'id', sql`parent = ${parent}`))
    : matchesChoice(choice, undefined)
      ? undefined
      : [allReruns]
  return { condition: matchAll(choiceConditions(choice, is, isRerun)), indexScans }
}

function planChildren(choice: Choice<string>): PlannedFilter {
  const has = (child: string): Condition =>
    hasRow(sql`from reruns k where k.parent = transactions.id and k.id = ${child}`)
  const named = namedValues(choice)
  const indexScans = named
    ? named.map((child) => toIndexScan('reruns', 'parent', sql`id = ${child}`))
    : choice.$exists
      ? [allParents]
      : undefined
  return { condition: matchAll(choiceConditions(choice, has, hasReruns)), indexScans }
}

function planFlag(choice: Choice<boolean>, condition: Condition, rare: IndexScan): PlannedFilter {
  const [yes, no] = [matchesChoice(choice, true), matchesChoice(choice, false)]
  if (yes && no) return { condition: sql`1 = 1` }
  if (!yes && !no) return { condition: sql`1 = 0` }
  return yes ? { condition, indexScans: [rare] } : { condition: not(condition) }
}
