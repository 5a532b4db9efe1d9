import { createHash, randomBytes } from 'node:crypto'
import type { Permissions } from '@mediary/contract/permission'
import type { NewUser, User, UserChanges } from '@mediary/contract/users'
import type { Write } from '../platform/changes.ts'
import { type Database, isDuplicate } from '../platform/database.ts'
import type { IdMaker } from '../platform/ids.ts'
import { hashPassword } from '../platform/passwords.ts'
import { conflict, forbidden, gone, invalidRequest, notFound } from '../platform/problem.ts'
import { definitionOf, permissionsOf, type Trx, UserDefinition, type UserRow, type UserTables } from './rows.ts'
import { beyond, union } from './rules.ts'

const linkLasts = { newUser: 7 * 86_400_000, existingUser: 3_600_000 }
const digestOf = (token: string) => createHash('sha256').update(token).digest('hex')

/** A user with what signing in needs; never leaves the server. */
export type Account = { user: User; passwordHash: string | null }

export type UserStore = ReturnType<typeof userStore>

export function userStore(database: Database, write: Write, { newId }: { newId: IdMaker }) {
  const db = database.kysely.withTables<UserTables>()
  const byEmail = (email: string, on: Trx = database.kysely) =>
    on
      .withTables<UserTables>()
      .selectFrom('users')
      .selectAll()
      .where('email', '=', email.trim().toLowerCase())
      .executeTakeFirst()
  const byToken = async (token: string) => {
    const row = await db.selectFrom('users').selectAll().where('token_digest', '=', digestOf(token)).executeTakeFirst()
    if (!row) throw notFound('This link is not known: it was used already, or replaced by a newer one')
    if (Number(row.token_expiry) < Date.now()) throw gone('This link has expired')
    return row
  }

  return {
    list: async () => (await db.selectFrom('users').selectAll().orderBy('email').execute()).map(view),
    find: async (email: string) => view((await byEmail(email)) ?? missing(email)),
    anyone: async () => (await db.selectFrom('users').select('id').executeTakeFirst()) !== undefined,

    async account(email: string): Promise<Account | undefined> {
      const row = await byEmail(email)
      return row && { user: view(row), passwordHash: row.password_hash }
    },

    async accountById(id: string): Promise<Account | undefined> {
      const row = await db.selectFrom('users').selectAll().where('id', '=', id).executeTakeFirst()
      return row && { user: view(row), passwordHash: row.password_hash }
    },

    /** `own`: what the one who adds the user may do; undefined for the first user. */
    async create({ email, password, ...user }: NewUser, own: Permissions[] | undefined) {
      const hash = password === undefined ? null : await hashPassword(password)
      return write(async (trx, touch) => {
        await refuseGroups(trx, user.groups, [], own)
        const row = {
          id: newId(),
          email,
          definition: JSON.stringify(user),
          password_hash: hash,
          token_digest: null,
          token_expiry: null,
        }
        await refusingDuplicates(email, () => trx.withTables<UserTables>().insertInto('users').values(row).execute())
        touch('user', row.id)
        return row.id
      })
    },

    /** Says whose user it was, and whether the password changed. */
    async update(email: string, { password, ...changes }: UserChanges, own: Permissions[]) {
      const hash = password === undefined ? undefined : await hashPassword(password)
      return write(async (trx, touch) => {
        const row = (await byEmail(email, trx)) ?? missing(email)
        const former = definitionOf(row)
        if (changes.groups) await refuseGroups(trx, changes.groups, former.groups, own)
        const sent = Object.fromEntries(Object.entries(changes).filter(([, value]) => value !== undefined))
        const definition = JSON.stringify(UserDefinition.parse({ ...former, ...sent }))
        const secret = hash === undefined ? {} : { password_hash: hash, token_digest: null, token_expiry: null }
        await trx
          .withTables<UserTables>()
          .updateTable('users')
          .set({ definition, ...secret })
          .where('id', '=', row.id)
          .execute()
        await refuseWithoutManager(trx)
        touch('user', row.id)
        return { id: row.id, passwordChanged: hash !== undefined }
      })
    },

    remove: (email: string) =>
      write(async (trx, touch) => {
        const row = (await byEmail(email, trx)) ?? missing(email)
        await trx.withTables<UserTables>().deleteFrom('users').where('id', '=', row.id).execute()
        await refuseWithoutManager(trx)
        touch('user', row.id)
        return row.id
      }),

    /** A one-time link: only its digest is kept, and a newer one replaces it. */
    async passwordLink(email: string) {
      const row = (await byEmail(email)) ?? missing(email)
      const token = randomBytes(24).toString('base64url')
      const expiry = Date.now() + (row.password_hash === null ? linkLasts.newUser : linkLasts.existingUser)
      await db
        .updateTable('users')
        .set({ token_digest: digestOf(token), token_expiry: expiry })
        .where('id', '=', row.id)
        .execute()
      return { token, expiry: new Date(expiry).toISOString() }
    },

    async byLink(token: string) {
      const row = await byToken(token)
      const { email, firstname, surname, msisdn, locked } = view(row)
      const tokenType = row.password_hash === null ? ('newUser' as const) : ('existingUser' as const)
      return {
        email,
        firstname,
        surname,
        msisdn,
        locked,
        tokenType,
        expiry: new Date(Number(row.token_expiry)).toISOString(),
      }
    },

    /** Sets the password; a new user may also say how they are called. The link is spent. */
    async useLink(
      token: string,
      {
        password,
        ...names
      }: {
        password: string
        firstname?: string | undefined
        surname?: string | undefined
        msisdn?: string | undefined
      },
    ) {
      const row = await byToken(token)
      const hash = await hashPassword(password)
      const sent =
        row.password_hash === null
          ? Object.fromEntries(Object.entries(names).filter(([, value]) => value !== undefined))
          : {}
      const definition = JSON.stringify(UserDefinition.parse({ ...definitionOf(row), ...sent }))
      await write(async (trx, touch) => {
        const { numUpdatedRows } = await trx
          .withTables<UserTables>()
          .updateTable('users')
          .set({ definition, password_hash: hash, token_digest: null, token_expiry: null })
          .where('token_digest', '=', digestOf(token))
          .executeTakeFirst()
        if (!numUpdatedRows) throw notFound('This link is not known: it was used already')
        touch('user', row.id)
      })
      return row.id
    },
  }
}

/** A group is the name of a user role; nobody gives what they do not have. */
async function refuseGroups(trx: Trx, groups: string[], former: string[], own: Permissions[] | undefined) {
  const rows = await trx.withTables<UserTables>().selectFrom('user_roles').select('name').execute()
  const known = new Set(rows.map(({ name }) => name))
  const unknown = groups.find((group) => !known.has(group))
  if (unknown !== undefined)
    throw invalidRequest([{ path: 'groups', message: `no user role has the name "${unknown}"` }])
  const added = groups.filter((group) => !former.includes(group))
  const [first] = own ? beyond(await permissionsOf(trx, added), own) : []
  if (first) throw forbidden(`You cannot give the permission "${first}", which you do not have`)
}

/** An installation that nobody can administer any more could only be mended in its database. */
export async function refuseWithoutManager(trx: Trx) {
  const users = await trx.withTables<UserTables>().selectFrom('users').selectAll().execute()
  if (users.length === 0) throw conflict('The last user cannot be deleted')
  for (const row of users) {
    if (union(await permissionsOf(trx, definitionOf(row).groups))['user-manage']) return
  }
  throw conflict('The last user who may manage users must stay one')
}

async function refusingDuplicates(email: string, work: () => Promise<unknown>) {
  try {
    await work()
  } catch (error) {
    throw isDuplicate(error) ? conflict(`A user with the e-mail address ${email} exists already`) : error
  }
}

const view = (row: UserRow): User => ({
  ...definitionOf(row),
  _id: row.id,
  email: row.email,
  provider: 'local',
  locked: row.password_hash === null,
})

const missing = (email: string): never => {
  throw notFound(`User with email ${email} could not be found.`)
}
