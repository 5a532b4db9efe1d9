import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'
import type { NewUser } from '@mediary/contract/users'
import type { Database } from '../platform/database.ts'
import { conflict, forbidden } from '../platform/problem.ts'
import type { UserStore } from '../users/index.ts'

const name = 'setup-token'
const digestOf = (token: string) => createHash('sha256').update(token).digest()

export type Setup = ReturnType<typeof setupOf>

/** The first user: made with a one-time token that only who started the program can read. There is no default password. */
export function setupOf(database: Database, users: UserStore) {
  const db = database.kysely.withTables<{ settings: { name: string; value: string } }>()
  const create = (user: Omit<NewUser, 'groups'>) => users.create({ ...user, groups: ['admin'] }, undefined)

  return {
    needed: async () => !(await users.anyone()),

    /** A new token; the former is void. Undefined once there is a user. */
    async issueToken(): Promise<string | undefined> {
      if (await users.anyone()) return undefined
      const token = randomBytes(24).toString('base64url')
      const value = digestOf(token).toString('hex')
      await db
        .insertInto('settings')
        .values({ name, value })
        .onConflict((conflict) => conflict.column('name').doUpdateSet({ value }))
        .execute()
      return token
    },

    async createFirst(token: string, user: Omit<NewUser, 'groups'>) {
      if (await users.anyone()) throw conflict('The first user has been made already')
      const row = await db.selectFrom('settings').select('value').where('name', '=', name).executeTakeFirst()
      if (!row || !timingSafeEqual(Buffer.from(row.value, 'hex'), digestOf(token)))
        throw forbidden('This setup link is not valid: the newest one counts')
      // Whoever deletes the token makes the user: of two at once, one.
      const { numDeletedRows } = await db
        .deleteFrom('settings')
        .where('name', '=', name)
        .where('value', '=', row.value)
        .executeTakeFirst()
      if (!numDeletedRows) throw conflict('The first user has been made already')
      return create(user)
    },

    /** For unattended installations. */
    async ensureFirstUser({ email, password }: { email: string; password: string }) {
      if (await users.anyone()) return
      await create({
        email: email.trim().toLowerCase(),
        password,
        firstname: 'First',
        surname: 'Administrator',
        msisdn: undefined,
        dailyReport: undefined,
        weeklyReport: undefined,
        settings: undefined,
      })
    },
  }
}
