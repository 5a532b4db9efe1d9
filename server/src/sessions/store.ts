import { createHash, randomBytes } from 'node:crypto'
import type { OwnSession } from '@mediary/contract/users/own-sessions'
import type { Database } from '../platform/database/database.ts'

const absolute = 7 * 86_400_000
// A session that is used is renewed, but not at every call.
const renewEvery = 60_000

type SessionRow = {
  digest: string
  user_id: string
  created: number
  expires: number
  last_used: number | null
  address: string | null
  agent: string | null
  /** The id of the user with whose rights the user of the session looks at the console. */
  viewing: string | null
}

/** Where a session is opened. */
type From = { address?: string | undefined; agent?: string | undefined }

type Found = { userId: string; digest: string; viewing: string | null }

export type SessionStore = ReturnType<typeof sessionStore>

/** Sessions by the SHA-256 of a secret that only the browser holds. `idle`: milliseconds after which an unused one ends. */
export function sessionStore(database: Database, idle: number) {
  const db = database.kysely.withTables<{ sessions: SessionRow }>()
  const findOpen = async (digest: string): Promise<SessionRow | undefined> => {
    const row = await db.selectFrom('sessions').selectAll().where('digest', '=', digest).executeTakeFirst()
    return row && Math.min(Number(row.expires), Number(row.created) + absolute) >= Date.now() ? row : undefined
  }

  return {
    idle,
    async open(userId: string, { address, agent }: From = {}): Promise<string> {
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
          last_used: now,
          address: address ?? null,
          agent: agent?.slice(0, maxAgent) ?? null,
          viewing: null,
        })
        .execute()
      return secret
    },

    /** Whose session it is; renews it. */
    async find(secret: string): Promise<Found | undefined> {
      const now = Date.now()
      const row = await findOpen(digestSecret(secret))
      if (!row) return undefined
      const expires = Math.min(now + idle, Number(row.created) + absolute)
      if (now - Number(row.last_used ?? row.created) > renewEvery || expires - Number(row.expires) > renewEvery)
        await db.updateTable('sessions').set({ expires, last_used: now }).where('digest', '=', row.digest).execute()
      return { userId: row.user_id, digest: row.digest, viewing: row.viewing }
    },

    /** Does not renew it. */
    async findOpen(digest: string): Promise<Found | undefined> {
      const row = await findOpen(digest)
      return row && { userId: row.user_id, digest, viewing: row.viewing }
    },

    /** Lets the user of a session look at the console with the rights of another one; null: with the own ones. */
    async view(digest: string, viewing: string | null) {
      await db.updateTable('sessions').set({ viewing }).where('digest', '=', digest).execute()
    },

    async close(digest: string) {
      await db.deleteFrom('sessions').where('digest', '=', digest).execute()
    },

    ...sessionsOfUser(database),
  }
}

function sessionsOfUser(database: Database) {
  const db = database.kysely.withTables<{ sessions: SessionRow }>()
  const listRows = (userId: string) =>
    db
      .selectFrom('sessions')
      .selectAll()
      .where('user_id', '=', userId)
      .where('expires', '>=', Date.now())
      .orderBy('created', 'desc')
      .execute()

  return {
    async list(userId: string, current = ''): Promise<OwnSession[]> {
      const rows = await listRows(userId)
      return rows
        .filter(({ created }) => Number(created) + absolute >= Date.now())
        .map((row) => ({
          id: toId(row),
          created: new Date(Number(row.created)).toISOString(),
          lastUsed: new Date(Number(row.last_used ?? row.created)).toISOString(),
          ...(row.address !== null && { address: row.address }),
          ...(row.agent !== null && { agent: row.agent }),
          current: row.digest === current,
        }))
    },

    /** Returns whether the user had such a session. */
    async closeOne(userId: string, id: string): Promise<boolean> {
      const row = (await listRows(userId)).find((one) => toId(one) === id)
      if (!row) return false
      await db.deleteFrom('sessions').where('digest', '=', row.digest).execute()
      return true
    },

    /** Ends the sessions in which a user signed in, but for one that is kept. */
    async closeOthers(userId: string, keep = '') {
      await db.deleteFrom('sessions').where('user_id', '=', userId).where('digest', '!=', keep).execute()
    },

    /** Ends every session of a user, but for one that is kept, and those in which others look at the console as that user. */
    async closeAll(userId: string, keep = '') {
      await db
        .deleteFrom('sessions')
        .where((is) => is.or([is('user_id', '=', userId), is('viewing', '=', userId)]))
        .where('digest', '!=', keep)
        .execute()
    },
  }
}

const maxAgent = 300

/** A name of a session that is of no use to whoever would take the session over. */
const toId = ({ digest }: { digest: string }) => digest.slice(0, 24)

const digestSecret = (secret: string) => createHash('sha256').update(secret).digest('hex')
