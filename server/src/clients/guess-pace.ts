import { sql } from 'kysely'
import type { Database } from '../platform/database/database.ts'
import { storeTime } from '../platform/database/store-clock.ts'

/** The pace of guessing: of an address after a burst, and of one Client ID from there. Times are milliseconds. */
export const guessPace = { network: 100, burst: 50, client: 1_000, maxDelay: 5_000, suspectFor: 60_000 }

/** The time in which a client that has sent a right password from an address is not paced by the wrong ones of others there. */
export const provedFor = 86_400_000

/**
 * `due`: when the next password of an address, or of a client there, may be verified. `until`: how long a client is suspect. `proved`:
 * when a client has last proved itself.
 */
type Tables = { password_guesses: { key: string; due: number; until: number; proved: number | null } }

/** Who offers a password: a network, and a client there. */
type Guesser = { network: string; client: string }
type Options = { digest: (key: string) => string; now?: () => number }

export type GuessStore = ReturnType<typeof guessStore>

/**
 * The turns of guesses, for the workers of all nodes together, by the clock of the store. It is asked only for clients that a worker
 * does not know yet, and written after a wrong password and after the first right one.
 */
export function guessStore(database: Pick<Database, 'engine' | 'kysely'>, options: Options) {
  const opened = openGuesses(database, options)
  return { ...provedClients(opened), ...wrongPasswords(opened), reserve: turnReserver(opened) }
}

type Opened = ReturnType<typeof openGuesses>

function openGuesses(database: Pick<Database, 'engine' | 'kysely'>, { digest, now }: Options) {
  const time = () => storeTime(database, now?.())
  return {
    db: database.kysely.withTables<Tables>(),
    digest,
    time,
    after: (milliseconds: number) => sql<number>`${time()} + ${sql.lit(milliseconds)}`,
    latest: sql.raw(database.engine === 'sqlite' ? 'max' : 'greatest'),
  }
}

const provedClients = ({ db, digest, time, after }: Opened) => ({
  /** Notes a right password. */
  async prove({ client }: Pick<Guesser, 'client'>) {
    await db
      .insertInto('password_guesses')
      .values({ key: digest(client), due: 0, until: 0, proved: time() })
      .onConflict((conflict) => conflict.column('key').doUpdateSet({ proved: time() }))
      .execute()
  },

  async isProved({ client }: Pick<Guesser, 'client'>): Promise<boolean> {
    const row = await db
      .selectFrom('password_guesses')
      .select('key')
      .where('key', '=', digest(client))
      .where('proved', '>', after(-provedFor))
      .executeTakeFirst()
    return row !== undefined
  },

  async removeOld() {
    await db
      .deleteFrom('password_guesses')
      .where('due', '<', time())
      .where('until', '<', time())
      .where((row) => row.or([row('proved', 'is', null), row('proved', '<', after(-provedFor))]))
      .execute()
  },
})

function wrongPasswords({ db, digest, time, after, latest }: Opened) {
  /** Moves what is due on by a step, from so many milliseconds ago at the earliest. */
  const move = (key: string, { burst, step, until }: { burst: number; step: number; until: number }) =>
    db
      .insertInto('password_guesses')
      .values({ key, due: after(step - burst), until: after(until), proved: null })
      .onConflict((conflict) =>
        conflict.column('key').doUpdateSet({
          due: sql<number>`${latest}(password_guesses.due, ${after(-burst)}) + ${sql.lit(step)}`,
          until: after(until),
        }),
      )
      .execute()

  return {
    /** Notes a wrong password. */
    async add({ network, client }: Guesser) {
      const burst = guessPace.burst * guessPace.network
      await move(digest(client), { burst: 0, step: guessPace.client, until: guessPace.suspectFor })
      await move(digest(network), { burst, step: guessPace.network, until: burst })
    },

    /** Returns for how many milliseconds the network must wait. */
    async findDelay({ network }: Pick<Guesser, 'network'>): Promise<number> {
      const row = await db
        .selectFrom('password_guesses')
        .select(sql<number>`due - ${time()}`.as('delay'))
        .where('key', '=', digest(network))
        .executeTakeFirst()
      return Math.max(0, Number(row?.delay ?? 0))
    },
  }
}

/** Returns the function that takes a place for a password and returns in how many milliseconds its turn comes. Undefined: too late. */
function turnReserver({ db, digest, time, after, latest }: Opened) {
  return async ({ network, client }: Guesser): Promise<number | undefined> => {
    const keys = { network: digest(network), client: digest(client) }
    const rows = await db
      .selectFrom('password_guesses')
      .select(['key', sql<number>`due - ${time()}`.as('delay'), sql<number>`until - ${time()}`.as('left')])
      .where('key', 'in', [keys.network, keys.client])
      .execute()
    const ofNetwork = Math.max(0, Number(rows.find(({ key }) => key === keys.network)?.delay ?? 0))
    const isSuspect = rows.some(({ key, left }) => key === keys.client && Number(left) >= 0)
    if (!isSuspect) return ofNetwork > guessPace.maxDelay ? undefined : ofNetwork
    const turn = sql<number>`${latest}(due, ${after(Math.ceil(ofNetwork))})`
    const taken = await db
      .updateTable('password_guesses')
      .set({ due: sql<number>`${turn} + ${sql.lit(guessPace.client)}` })
      .where('key', '=', keys.client)
      .where(sql<boolean>`${turn} - ${time()} <= ${sql.lit(guessPace.maxDelay)}`)
      .returning(sql<number>`due - ${sql.lit(guessPace.client)} - ${time()}`.as('delay'))
      .executeTakeFirst()
    return taken && Math.max(0, Number(taken.delay))
  }
}
