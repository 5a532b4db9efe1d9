import { sql } from 'kysely'
import { type Database, isDuplicate } from '../platform/database/database.ts'
import type { BodyKeys } from './keys.ts'

type Tables = { forgotten_keys: { number: number; channel: string; month: string; at: number } }

export type KeyForgetting = ReturnType<typeof keyForgetting>

/**
 * Destroys keys of sealed bodies on every node: each may have a folder of its own, and a key of its own for the same channel and
 * month. What is to be destroyed is numbered in the store, and each folder remembers up to which number it is done.
 */
export function keyForgetting(database: Database, keys: Pick<BodyKeys, 'forget' | 'readForgotten'>) {
  const db = database.kysely.withTables<Tables>()

  const order = async (channel: string, month: string): Promise<number> => {
    const number = sql<number>`(select coalesce(max(number), 0) + 1 from forgotten_keys)`
    try {
      const row = await db
        .insertInto('forgotten_keys')
        .values({ number, channel, month, at: Date.now() })
        .returning('number')
        .executeTakeFirstOrThrow()
      return Number(row.number)
    } catch (error) {
      // Another node was faster.
      if (isDuplicate(error)) return order(channel, month)
      throw error
    }
  }

  return {
    /** Stores that every node must destroy a key. Returns the number of this order. */
    order,

    /** Destroys the keys of this node that are to be destroyed. Returns the number up to which that is done. */
    async apply(): Promise<number> {
      const done = keys.readForgotten() ?? 0
      const rows = await db
        .selectFrom('forgotten_keys')
        .selectAll()
        .where('number', '>', done)
        .orderBy('number')
        .execute()
      for (const { number, channel, month, at } of rows)
        keys.forget({ number: Number(number), channel, month, at: Number(at) })
      return Number(rows.at(-1)?.number ?? done)
    },
  }
}
