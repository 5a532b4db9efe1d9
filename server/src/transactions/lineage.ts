import type { RerunChange } from '@mediary/contract/transactions'
import type { Database } from '../platform/database/database.ts'
import type { CompanionStatement } from './recording/companion-statements.ts'

/** That one transaction repeats another: who asked for it, in which task, and which attempt of an automatic retry it is. */
type Rerun = {
  id: string
  parent: string
  by: string
  task: string
  attempt: number | null
  changes: RerunChange[] | null
}
type RerunRow = Omit<Rerun, 'changes'> & { changes: string | null }
type Tables = { reruns: RerunRow; retries: { transaction_id: string } }

/** The lineage of a transaction: its parent and its reruns. */
export type Lineage = {
  parentID: string | undefined
  childIDs: string[]
  autoRetry: boolean
  autoRetryAttempt: number | undefined
  rerun: { by: string; taskID: string; changes: RerunChange[] } | undefined
}

const maxExtraChildren = 1000

export function lineageStore(database: Database) {
  const db = database.kysely.withTables<Tables>()

  return {
    /** Loads the lineage of those transactions that have any. */
    async load(ids: string[]): Promise<Map<string, Lineage>> {
      if (!ids.length) return new Map()
      const [parents, children, waiting] = await Promise.all([
        db.selectFrom('reruns').selectAll().where('id', 'in', ids).execute(),
        db
          .selectFrom('reruns')
          .select(['id', 'parent'])
          .where('parent', 'in', ids)
          .orderBy('id')
          .limit(ids.length + maxExtraChildren)
          .execute(),
        db.selectFrom('retries').select('transaction_id').where('transaction_id', 'in', ids).execute(),
      ])
      const lineages = new Map<string, Lineage>()
      const ensureLineage = (id: string) =>
        lineages.get(id) ?? lineages.set(id, emptyLineage()).get(id) ?? emptyLineage()
      for (const row of parents) Object.assign(ensureLineage(row.id), toAncestry(row))
      for (const { id, parent } of children) ensureLineage(parent).childIDs.push(id)
      for (const { transaction_id } of waiting) ensureLineage(transaction_id).autoRetry = true
      return lineages
    },

    find: async (id: string): Promise<Rerun | undefined> => {
      const row = await db.selectFrom('reruns').selectAll().where('id', '=', id).executeTakeFirst()
      return row && { ...row, changes: row.changes === null ? null : JSON.parse(row.changes) }
    },
  }
}

/** Notes in the commit that begins a transaction that it repeats another. */
export const linkToParent = ({ id, parent, by, task, attempt, changes }: Rerun): CompanionStatement => ({
  sql: 'insert into reruns (id, parent, "by", task, attempt, changes) values ($1, $2, $3, $4, $5, $6)',
  values: [id, parent, by, task, attempt, changes && JSON.stringify(changes)],
  expectedRows: 1,
})

const emptyLineage = (): Lineage => ({
  parentID: undefined,
  childIDs: [],
  autoRetry: false,
  autoRetryAttempt: undefined,
  rerun: undefined,
})

const toAncestry = ({ parent, by, task, attempt, changes }: RerunRow): Partial<Lineage> => ({
  parentID: parent,
  autoRetryAttempt: attempt ?? undefined,
  // A rerun of OpenHIM has no task here.
  rerun: task === '' ? undefined : { by, taskID: task, changes: changes === null ? [] : JSON.parse(changes) },
})
