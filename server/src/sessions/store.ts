import { createHash, randomBytes } from 'node:crypto'
import type { Database } from '../platform/database/database.ts'

const absolute = 7 * 86_400_000
// A session that is used is renewed, but not at every call.
const renewEvery = 60_000

type SessionRow = { digest: string; user_id: string; created: number; expires: number }

export type SessionStore = ReturnType<typeof sessionStore>

/** Sessions by the SHA-256 of a secret that only the browser holds. `idle`: milliseconds after which an unused one ends. */
export function sessionStore(database: Database, idle: number) {
  const db = database.kysely.withTables<{ sessions: SessionRow }>()

  return {
    async open(userId: string): Promise<string> {
      const secret = randomBytes(32).toString('base64url')
      const now = Date.now()
      await db.deleteFrom('sessions').where('expires', '<', now).execute()
      await db
        .insertInto('sessions')
        .values({
          digest: digestSecret(secret),
          user_id: userId,
          created: now,
          expires: now + Math.min(idle, absolute),
        })
        .execute()
      return secret
    },

    /** Whose session it is; renews it. */
    async find(secret: string): Promise<{ userId: string; digest: string } | undefined> {
      const now = Date.now()
      const row = await db
        .selectFrom('sessions')
        .selectAll()
        .where('digest', '=', digestSecret(secret))
        .executeTakeFirst()
      const latest = row ? Math.min(row.expires, row.created + absolute) : 0
      if (!row || latest < now) return undefined
      const expires = Math.min(now + idle, row.created + absolute)
      if (expires - row.expires > renewEvery)
        await db.updateTable('sessions').set({ expires }).where('digest', '=', row.digest).execute()
      return { userId: row.user_id, digest: row.digest }
    },

    /** Does not renew it. */
    async isOpen(digest: string): Promise<boolean> {
      const row = await db.selectFrom('sessions').selectAll().where('digest', '=', digest).executeTakeFirst()
      return row !== undefined && Math.min(row.expires, row.created + absolute) >= Date.now()
    },

    async close(digest: string) {
      await db.deleteFrom('sessions').where('digest', '=', digest).execute()
    },

    /** Ends every session of a user, but for one that is kept. */
    async closeAll(userId: string, keep = '') {
      await db.deleteFrom('sessions').where('user_id', '=', userId).where('digest', '!=', keep).execute()
    },
  }
}

const digestSecret = (secret: string) => createHash('sha256').update(secret).digest('hex')
