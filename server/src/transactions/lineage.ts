import type { RerunChange } from '@mediary/contract/transactions'
import type { Database } from '../platform/database/database.ts'
import type { Alongside } from './recording/companion-statements.ts'

/** That one transaction repeats another: who asked for it, in which task, and which attempt of an automatic retry it is. */
export type Rerun = {
  id: string
  parent: string
  by: string
  task: string
  attempt: number | null
  changes: RerunChange[] | null
}
type RerunRow = Omit<Rerun, 'changes'> & { changes: string | null }
type Tables = { reruns: RerunRow; retries: { transaction_id: string } }

/** What is known of where a transaction comes from and what came of it. */
export type Kin = {
  parentID: string | undefined
  childIDs: string[]
  autoRetry: boolean
  autoRetryAttempt: number | undefined
  rerun: { by: string; taskID: string; changes: RerunChange[] } | undefined
}

export type Lineage = ReturnType<typeof lineage>

const shown = 1000

export function lineage(database: Database) {
  const db = database.kysely.withTables<Tables>()

  return {
    /** The kin of those that have any. */
    async of(ids: string[]): Promise<Map<string, Kin>> {
      if (!ids.length) return new Map()
      const [made, children, waiting] = await Promise.all([
        db.selectFrom('reruns').selectAll().where('id', 'in', ids).execute(),
        db
          .selectFrom('reruns')
          .select(['id', 'parent'])
          .where('parent', 'in', ids)
          .orderBy('id')
          .limit(ids.length + shown)
          .execute(),
        db.selectFrom('retries').select('transaction_id').where('transaction_id', 'in', ids).execute(),
      ])
      const kin = new Map<string, Kin>()
      const of = (id: string) => kin.get(id) ?? kin.set(id, nobody()).get(id) ?? nobody()
      for (const row of made) Object.assign(of(row.id), ancestryOf(row))
      for (const { id, parent } of children) of(parent).childIDs.push(id)
      for (const { transaction_id } of waiting) of(transaction_id).autoRetry = true
      return kin
    },

    find: async (id: string): Promise<Rerun | undefined> => {
      const row = await db.selectFrom('reruns').selectAll().where('id', '=', id).executeTakeFirst()
      return row && { ...row, changes: row.changes === null ? null : JSON.parse(row.changes) }
    },
  }
}

/** Notes in the commit that begins a transaction that it repeats another. */
export const bornOf = ({ id, parent, by, task, attempt, changes }: Rerun): Alongside => ({
  sql: 'insert into reruns (id, parent, "by", task, attempt, changes) values ($1, $2, $3, $4, $5, $6)',
  values: [id, parent, by, task, attempt, changes && JSON.stringify(changes)],
  must: 1,
})

const nobody = (): Kin => ({
  parentID: undefined,
  childIDs: [],
  autoRetry: false,
  autoRetryAttempt: undefined,
  rerun: undefined,
})

const ancestryOf = ({ parent, by, task, attempt, changes }: RerunRow): Partial<Kin> => ({
  parentID: parent,
  autoRetryAttempt: attempt ?? undefined,
  rerun: { by, taskID: task, changes: changes === null ? [] : JSON.parse(changes) },
})
