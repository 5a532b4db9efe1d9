import { createHash, randomBytes } from 'node:crypto'
import type { Permissions } from '@mediary/contract/permission'
import { issue } from '@mediary/contract/problem'
import type { User } from '@mediary/contract/users'
import type { Write } from '../platform/database/changes.ts'
import type { Database } from '../platform/database/database.ts'
import { gone, invalidRequest, notFound } from '../platform/http/problem.ts'
import type { SentPassword } from '../platform/sent-password.ts'
import { existing, rowByEmail, view } from './accounts.ts'
import { refuseBecoming } from './limits.ts'
import { readPasswordHash } from './password-hash.ts'
import { parseDefinition, type Trx, type UserRow, type UserTables } from './rows.ts'

const lasts = { newUser: 7 * 86_400_000, existingUser: 3_600_000 }

/** Milliseconds until another link is mailed to the same user. */
const mailEvery = 5 * 60_000

/** A one-time link that is to be mailed. */
export type MailedLink = { user: User; token: string; expiry: number }

type Names = { firstname?: string | undefined; surname?: string | undefined; msisdn?: string | undefined }

const toTokenType = (row: UserRow) => (row.password_hash === null ? ('newUser' as const) : ('existingUser' as const))

/** One-time links with which a user sets a password. Only their digests are kept, and a newer one replaces the former. */
export function passwordLinks(database: Database, write: Write) {
  return {
    passwordLink: (email: string, own: Permissions[]) =>
      write(async (trx, touch) => {
        const row = await existing(trx, email)
        await refuseBecoming(trx, row, own)
        const token = randomBytes(24).toString('base64url')
        const expiry = Date.now() + lasts[toTokenType(row)]
        const link = { token_digest: digestToken(token), token_expiry: expiry, link_requested_at: null }
        await trx.withTables<UserTables>().updateTable('users').set(link).where('id', '=', row.id).execute()
        if (row.link_requested_at !== null) touch('user', row.id)
        return { token, expiry: new Date(expiry).toISOString() }
      }),

    /** Notes that a user waits for a link. It says nothing when there is no such user. */
    requestPasswordLink: (email: string) =>
      write(async (trx, touch) => {
        const row = await rowByEmail(trx, email)
        if (!row || row.link_requested_at !== null) return
        const asked = { link_requested_at: Date.now() }
        await trx.withTables<UserTables>().updateTable('users').set(asked).where('id', '=', row.id).execute()
        touch('user', row.id)
      }),

    mailPasswordLink: mailLink(write),

    async byLink(token: string) {
      const row = await findByToken(database.kysely, token)
      const { email, firstname, surname, msisdn, locked } = view(row)
      const expiry = new Date(Number(row.token_expiry)).toISOString()
      return { email, firstname, surname, msisdn, locked, tokenType: toTokenType(row), expiry }
    },

    /** Sets the password; a new user may also say how they are called. The link is spent. */
    async useLink(token: string, { firstname, surname, msisdn, ...password }: Names & SentPassword) {
      // Before the costly hash, for which a link that is not known must not pay.
      await findByToken(database.kysely, token)
      const hash = await readPasswordHash(password)
      if (!hash) throw invalidRequest([issue('password', 'required')])
      return write(async (trx, touch) => {
        const row = await findByToken(trx, token)
        const sent = toTokenType(row) === 'newUser' ? JSON.parse(JSON.stringify({ firstname, surname, msisdn })) : {}
        const definition = JSON.stringify({ ...parseDefinition(row), ...sent })
        const spent = {
          definition,
          password_hash: hash,
          token_digest: null,
          token_expiry: null,
          link_requested_at: null,
        }
        await trx.withTables<UserTables>().updateTable('users').set(spent).where('id', '=', row.id).execute()
        touch('user', row.id)
        return row.id
      })
    },
  }
}

/** Makes a link for a user, and gives it to `send` in the same database transaction. Does nothing when there is no such user. */
const mailLink = (write: Write) => (email: string, send: (trx: Trx, link: MailedLink) => Promise<unknown>) =>
  write(async (trx, touch) => {
    const row = await rowByEmail(trx, email)
    if (!row) return
    const now = Date.now()
    const lifetime = lasts[toTokenType(row)]
    if (row.token_expiry !== null && Number(row.token_expiry) - lifetime > now - mailEvery) return
    const token = randomBytes(24).toString('base64url')
    const expiry = now + lifetime
    const link = { token_digest: digestToken(token), token_expiry: expiry, link_requested_at: null }
    await trx.withTables<UserTables>().updateTable('users').set(link).where('id', '=', row.id).execute()
    await send(trx, { user: view(row), token, expiry })
    if (row.link_requested_at !== null) touch('user', row.id)
  })

async function findByToken(trx: Trx, token: string) {
  const users = trx.withTables<UserTables>().selectFrom('users').selectAll()
  const row = await users.where('token_digest', '=', digestToken(token)).executeTakeFirst()
  if (!row) throw notFound('link-unknown')
  if (Number(row.token_expiry) <= Date.now()) throw gone('link-expired')
  return row
}

const digestToken = (token: string) => createHash('sha256').update(token).digest('hex')
