import type { Permissions } from '@mediary/contract/permission'
import type { NewUser, UserChanges } from '@mediary/contract/users'
import type { Write } from '../platform/database/changes.ts'
import { type Database, isDuplicate } from '../platform/database/database.ts'
import { conflict } from '../platform/http/problem.ts'
import type { IdGenerator } from '../platform/ids.ts'
import { hashPassword } from '../platform/passwords.ts'
import { type Account, existing, rowByEmail, toAccount, view } from './accounts.ts'
import { refuseBecoming, refuseGroups, refuseWithoutManager } from './limits.ts'
import { readPasswordHash } from './password-hash.ts'
import { passwordLinks } from './password-links.ts'
import { parseDefinition, type Trx, UserDefinition, type UserTables } from './rows.ts'
import { addMissingRoles } from './user-roles.ts'

export type UserStore = ReturnType<typeof userStore>

export function userStore(database: Database, write: Write, { newId }: { newId: IdGenerator }) {
  const db = database.kysely.withTables<UserTables>()

  return {
    ...userLookup(database),
    ...passwordLinks(database, write),

    /** `own`: what the one who adds the user may do; undefined for the first user, of whom there is one. */
    async create({ email, ...user }: NewUser, own: Permissions[] | undefined, options: CreateOptions = {}) {
      const hash = (await readPasswordHash(user)) ?? null
      return write(async (trx, touch) => {
        if (!own && (await trx.withTables<UserTables>().selectFrom('users').select('id').executeTakeFirst()))
          throw conflict('first-user-exists')
        if (options.addGroups) await addMissingRoles(trx, touch, user.groups, newId)
        await refuseGroups(trx, user.groups, [], own)
        const id = options.keptId ?? newId()
        const definition = JSON.stringify(UserDefinition.parse(user))
        await insertUser(trx, { id, email, definition, password_hash: hash })
        touch('user', id)
        return id
      })
    },

    /** Says whose user it was, and whether the password changed. `own` is undefined for users who change themselves. */
    async update(email: string, changes: UserChanges, own: Permissions[] | undefined, options: GroupOptions = {}) {
      const hash = await readPasswordHash(changes)
      return write(async (trx, touch) => {
        const row = await existing(trx, email)
        const former = parseDefinition(row)
        if (hash !== undefined && own) await refuseBecoming(trx, row, own)
        if (options.addGroups) await addMissingRoles(trx, touch, changes.groups ?? [], newId)
        if (changes.groups) await refuseGroups(trx, changes.groups, former.groups, own)
        const definition = JSON.stringify(UserDefinition.parse(changed(former, changes)))
        const credentials = hash === undefined ? {} : { password_hash: hash, ...noLink }
        await setUser(trx, row.id, { definition, ...credentials })
        if (changes.groups) await refuseWithoutManager(trx)
        touch('user', row.id)
        return { id: row.id, passwordChanged: hash !== undefined }
      })
    },

    /** Keeps a password under a newer kind of hash, unless it was changed meanwhile. */
    async rehash(id: string, former: string, password: string) {
      const hash = await hashPassword(password)
      const rehashed = db.updateTable('users').set({ password_hash: hash }).where('id', '=', id)
      await rehashed.where('password_hash', '=', former).execute()
    },

    remove: (email: string) =>
      write(async (trx, touch) => {
        const row = await existing(trx, email)
        await trx.withTables<UserTables>().deleteFrom('users').where('id', '=', row.id).execute()
        await refuseWithoutManager(trx)
        touch('user', row.id)
        return row.id
      }),
  }
}

type NewRow = { id: string; email: string; definition: string; password_hash: string | null }

const insertUser = (trx: Trx, row: NewRow) =>
  refusingDuplicates(row.email, () =>
    trx
      .withTables<UserTables>()
      .insertInto('users')
      .values({ ...row, ...noLink })
      .execute(),
  )

const setUser = (trx: Trx, id: string, changes: Partial<NewRow>) =>
  trx.withTables<UserTables>().updateTable('users').set(changes).where('id', '=', id).execute()

function userLookup(database: Database) {
  const trx = database.kysely
  const db = trx.withTables<UserTables>()

  return {
    list: async () => (await db.selectFrom('users').selectAll().orderBy('email').execute()).map(view),
    find: async (email: string) => view(await existing(trx, email)),
    /** Refuses a user with more permissions: whoever weakens how that user signs in can act as them. */
    refuseOutranking: async (email: string, own: Permissions[]) => refuseBecoming(trx, await existing(trx, email), own),
    anyone: async () => (await db.selectFrom('users').select('id').executeTakeFirst()) !== undefined,

    async findByEmail(email: string) {
      const row = await rowByEmail(trx, email)
      return row && view(row)
    },

    async account(email: string): Promise<Account | undefined> {
      const row = await rowByEmail(trx, email)
      return row && toAccount(row)
    },

    async accountById(id: string): Promise<Account | undefined> {
      const row = await db.selectFrom('users').selectAll().where('id', '=', id).executeTakeFirst()
      return row && toAccount(row)
    },
  }
}

/** `addGroups`: groups that do not exist become user roles without permissions. */
type GroupOptions = { addGroups?: boolean }
/** `keptId`: the id of the new user, when it comes with one. */
type CreateOptions = GroupOptions & { keptId?: string | undefined }

const noLink = { token_digest: null, token_expiry: null, link_requested_at: null }

/** Null clears, what is left out stays. */
const changed = (former: UserDefinition, changes: UserChanges) => {
  const sent = Object.entries(changes).filter(([, value]) => value !== undefined)
  const all = { ...former, ...Object.fromEntries(sent) }
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== null))
}

async function refusingDuplicates(email: string, work: () => Promise<unknown>) {
  try {
    await work()
  } catch (error) {
    throw isDuplicate(error) ? conflict('user-email-taken', { email }) : error
  }
}
