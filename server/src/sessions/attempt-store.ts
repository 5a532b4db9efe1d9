import { type Kysely, type RawBuilder, sql } from 'kysely'
import type { Database } from '../platform/database/database.ts'
import { storeTime } from '../platform/database/store-clock.ts'

type Tables = { attempts: { key: string; failures: number; since: number; proved: number | null } }

/** Failures count for five minutes since the first one. For a day an address is known, from which somebody has signed in. */
const lasts = { failures: 300_000, proved: 86_400_000 }

type Counted = {
  /** Attempts in this window that were not right, with this one. */
  failures: number
  /** The milliseconds until they count no more. */
  untilForgotten: number
  isProved: boolean
}

type Options = {
  /** Makes a digest of a key: the store holds no addresses of people who mistyped. */
  digest: (key: string) => string
  /** A clock in place of the store's. */
  now?: () => number
}

export type AttemptStore = ReturnType<typeof attemptStore>

/** The attempts to sign in of all nodes, by the clock of the store. */
export function attemptStore(database: Pick<Database, 'engine' | 'kysely'>, { digest, now }: Options) {
  const db = database.kysely.withTables<Tables>()
  const time = () => storeTime(database, now?.())
  const before = (milliseconds: number) => sql<number>`${time()} - ${sql.lit(milliseconds)}`

  return {
    count: attemptCounter({ db, digest, time, before }),

    /** Takes an attempt back that was right. All failures under its own key are forgiven. */
    async forgive(own: string, others: readonly string[]) {
      await db.updateTable('attempts').set({ failures: 0, proved: time() }).where('key', '=', digest(own)).execute()
      // One after the other: two of them that hold a row each must not wait for each other.
      for (const key of others)
        await db
          .updateTable('attempts')
          .set((row) => ({ failures: row('failures', '-', 1) }))
          .where('key', '=', digest(key))
          .where('failures', '>', 0)
          .execute()
    },

    /** Tells whether an attempt under this key was right lately. */
    async isProved(key: string): Promise<boolean> {
      const row = await db
        .selectFrom('attempts')
        .select('key')
        .where('key', '=', digest(key))
        .where('proved', '>', before(lasts.proved))
        .executeTakeFirst()
      return row !== undefined
    },

    async removeOld() {
      await db
        .deleteFrom('attempts')
        .where('since', '<', before(lasts.failures))
        .where((row) => row.or([row('proved', 'is', null), row('proved', '<', before(lasts.proved))]))
        .execute()
    },
  }
}

type Opened = {
  db: Kysely<Tables>
  digest: Options['digest']
  time: () => RawBuilder<number>
  before: (milliseconds: number) => RawBuilder<number>
}

/** Returns the function that counts an attempt under each key, in one statement. */
function attemptCounter({ db, digest, time, before }: Opened) {
  const isNew = () => sql`(attempts.failures <= 0 or attempts.since <= ${before(lasts.failures)})`

  return async (keys: readonly string[]): Promise<Map<string, Counted>> => {
    // In one order, so that two of them never wait for each other.
    const digests = new Map(keys.map((key) => [digest(key), key] as const).sort(([a], [b]) => (a < b ? -1 : 1)))
    const rows = await db
      .insertInto('attempts')
      .values([...digests.keys()].map((key) => ({ key, failures: 1, since: time(), proved: null })))
      .onConflict((conflict) =>
        conflict.column('key').doUpdateSet({
          failures: sql<number>`case when ${isNew()} then 1 else attempts.failures + 1 end`,
          since: sql<number>`case when ${isNew()} then ${time()} else attempts.since end`,
        }),
      )
      .returning(['key', 'failures', 'since', isRecent('proved', before(lasts.proved)).as('isProved')])
      .returning(time().as('now'))
      .execute()
    return new Map(rows.map((row) => [digests.get(row.key) ?? '', toCounted(row)]))
  }
}

type CountedRow = { failures: number; since: number; isProved: boolean | number; now: number }

const toCounted = ({ failures, since, isProved, now }: CountedRow): Counted => ({
  failures,
  untilForgotten: Number(since) + lasts.failures - Number(now),
  isProved: Boolean(isProved),
})

const isRecent = (column: 'proved', since: RawBuilder<number>) =>
  sql<boolean | number>`coalesce(${sql.ref(column)} > ${since}, false)`
