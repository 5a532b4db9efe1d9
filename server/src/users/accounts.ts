import type { User } from '@mediary/contract/users'
import { notFound } from '../platform/http/problem.ts'
import { parseDefinition, type Trx, type UserRow, type UserTables } from './rows.ts'

/** A user with what signing in needs; never leaves the server. */
export type Account = { user: User; passwordHash: string | null }

export const rowByEmail = (trx: Trx, email: string) =>
  trx
    .withTables<UserTables>()
    .selectFrom('users')
    .selectAll()
    .where('email', '=', email.trim().toLowerCase())
    .executeTakeFirst()

export const existing = async (trx: Trx, email: string) => (await rowByEmail(trx, email)) ?? missing(email)

/** Users as the API shows them: without credentials and links. */
export const view = (row: UserRow): User => ({
  ...parseDefinition(row),
  _id: row.id,
  email: row.email,
  provider: 'local',
  locked: row.password_hash === null,
  ...(row.link_requested_at !== null && {
    passwordLinkRequested: new Date(Number(row.link_requested_at)).toISOString(),
  }),
  ...(Number(row.token_expiry) > Date.now() && {
    linkExpires: new Date(Number(row.token_expiry)).toISOString(),
  }),
})

export const toAccount = (row: UserRow): Account => ({ user: view(row), passwordHash: row.password_hash })

const missing = (email: string): never => {
  throw notFound('user-not-found', { email })
}
