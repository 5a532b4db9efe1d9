import { Check } from '@mediary/contract/system'
import { sql } from 'kysely'
import { z } from 'zod'
import type { Database } from '../platform/database/database.ts'
import { storeTime } from '../platform/database/store-clock.ts'
import { RestartFacts } from './restarts.ts'

/** What a node says about itself. `settings`: a digest of the settings that all nodes should share. */
const Facts = z.object({
  name: z.string(),
  version: z.string(),
  clockDifference: z.int(),
  settings: z.string(),
  checks: z.array(Check),
  /** Up to which number it has destroyed keys of sealed bodies. */
  forgotten: z.int().default(0),
  /** The bucket that it reads old bodies from, as a digest. A version that cannot read there says nothing about it. */
  bucket: z.string().default(''),
  /** A version that does not restart in turn with the others says nothing about it. */
  restart: RestartFacts.optional(),
})
export type Facts = z.infer<typeof Facts>

type NodeRow = { id: string; since: number; seen: number; facts: string }

/** A node that was not seen for `alive` is not there; after `forgotten` nobody asks about it any more. */
const maxAge = { alive: 5_000, forgotten: 86_400_000 }

export type NodeStore = ReturnType<typeof nodeStore>

/** The nodes on the store. Times are by the clock of the store. */
export function nodeStore(database: Database) {
  const db = database.kysely.withTables<{ nodes: NodeRow }>()
  const now = () => storeTime(database)
  return {
    async seen(id: string, facts: z.input<typeof Facts>) {
      const row = { seen: now(), facts: JSON.stringify(facts) }
      await db
        .insertInto('nodes')
        .values({ id, since: now(), ...row })
        .onConflict((conflict) => conflict.column('id').doUpdateSet(row))
        .execute()
    },

    async remove(id: string) {
      await db.deleteFrom('nodes').where('id', '=', id).execute()
    },

    async forgetOld() {
      await db
        .deleteFrom('nodes')
        .where('seen', '<', sql<number>`${now()} - ${sql.lit(maxAge.forgotten)}`)
        .execute()
    },

    async list() {
      const rows = await db.selectFrom('nodes').selectAll().select(now().as('now')).orderBy('since').execute()
      return rows.map(({ id, since, seen, facts, now: present }) => ({
        id,
        since: Number(since),
        seen: Number(seen),
        isAlive: Number(seen) > Number(present) - maxAge.alive,
        facts: Facts.parse(JSON.parse(facts)),
      }))
    },
  }
}
