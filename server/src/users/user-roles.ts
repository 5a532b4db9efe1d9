import { defaultUserRoles, Permissions } from '@mediary/contract/permission'
import type { UserRole } from '@mediary/contract/users'
import type { Touch, Write } from '../platform/database/changes.ts'
import { type Database, isDuplicate } from '../platform/database/database.ts'
import type { Caller } from '../platform/http/caller.ts'
import { conflict, notFound } from '../platform/http/problem.ts'
import type { IdGenerator } from '../platform/ids.ts'
import { refuseGiving, refuseWithoutManager } from './limits.ts'
import { readPermitted } from './name-patterns.ts'
import { previewPermissions } from './preview.ts'
import { parseDefinition, permissionsIn, type Trx, type UserRoleRow, type UserTables } from './rows.ts'

export type UserRoleStore = ReturnType<typeof userRoleStore>

type UserRoleChanges = { name?: string | undefined; permissions?: Permissions | undefined }

export function userRoleStore(database: Database, write: Write, { newId }: { newId: IdGenerator }) {
  const db = database.kysely.withTables<UserTables>()
  const found = (name: string, on: Trx = database.kysely) =>
    on.withTables<UserTables>().selectFrom('user_roles').selectAll().where('name', '=', name).executeTakeFirst()

  return {
    list: async () => (await db.selectFrom('user_roles').selectAll().orderBy('name').execute()).map(view),

    find: async (name: string) => view((await found(name)) ?? missing(name)),

    ensureDefaults: () => ensureDefaultRoles(database, write, newId),

    create: (role: { name: string; permissions: Permissions }, own: Permissions[], id = newId()) =>
      write(async (trx, touch) => {
        refuseGiving([role.permissions], own)
        const row = { id, name: role.name, permissions: JSON.stringify(role.permissions) }
        await refusingDuplicates(role.name, () =>
          trx.withTables<UserTables>().insertInto('user_roles').values(row).execute(),
        )
        touch('user', row.id)
      }),

    update: (name: string, changes: UserRoleChanges, own: Permissions[]) =>
      write(async (trx, touch) => {
        const role = (await found(name, trx)) ?? missing(name)
        // What the role permits already is not given anew.
        if (changes.permissions) refuseGiving([changes.permissions], [...own, permissionsIn(role)])
        const row = {
          name: changes.name ?? name,
          permissions: changes.permissions ? JSON.stringify(changes.permissions) : role.permissions,
        }
        await refusingDuplicates(row.name, () =>
          trx.withTables<UserTables>().updateTable('user_roles').set(row).where('id', '=', role.id).execute(),
        )
        if (row.name !== name)
          await editGroups(trx, touch, (groups) => groups.map((group) => (group === name ? row.name : group)))
        await refuseWithoutManager(trx)
        touch('user', role.id)
      }),

    remove: (name: string) =>
      write(async (trx, touch) => {
        const role = (await found(name, trx)) ?? missing(name)
        await trx.withTables<UserTables>().deleteFrom('user_roles').where('id', '=', role.id).execute()
        await editGroups(trx, touch, (groups) => groups.filter((group) => group !== name))
        await refuseWithoutManager(trx)
        touch('user', role.id)
      }),

    preview: (asked: { groups: string[]; permissions: Permissions }, asking: Caller) =>
      previewPermissions(database.kysely, asked, asking),

    /** Of all user roles at once: can be asked for while it is still being found out who somebody is. */
    async permitting(): Promise<(groups: string[]) => Permissions[]> {
      const roles = await db.selectFrom('user_roles').selectAll().execute()
      const permitted = await readPermitted(database.kysely, roles)
      return (groups) => permitted.filter((_, i) => groups.includes(roles[i]?.name ?? ''))
    },
  }
}

/** Adds the default roles to an empty installation only: one that was deleted stays deleted. */
async function ensureDefaultRoles(database: Database, write: Write, newId: IdGenerator) {
  const db = database.kysely.withTables<UserTables>()
  if ((await db.selectFrom('user_roles').select('id').executeTakeFirst()) !== undefined) return
  await write(async (trx) => {
    // Another node may have made them meanwhile.
    const tables = trx.withTables<UserTables>()
    if (await tables.selectFrom('user_roles').select('id').executeTakeFirst()) return
    const rows = Object.entries(defaultUserRoles).map(([name, permissions]) => ({
      id: newId(),
      name,
      permissions: JSON.stringify(permissions),
    }))
    await tables.insertInto('user_roles').values(rows).execute()
  })
}

/** Adds the groups that do not exist yet, as user roles without permissions. */
export async function addMissingRoles(trx: Trx, touch: Touch, groups: string[], newId: IdGenerator) {
  const db = trx.withTables<UserTables>()
  const known = new Set((await db.selectFrom('user_roles').select('name').execute()).map(({ name }) => name))
  for (const name of groups.filter((group) => !known.has(group))) {
    const row = { id: newId(), name, permissions: JSON.stringify(Permissions.parse({})) }
    await db.insertInto('user_roles').values(row).execute()
    touch('user', row.id)
  }
}

async function editGroups(trx: Trx, touch: Touch, edit: (groups: string[]) => string[]) {
  const db = trx.withTables<UserTables>()
  for (const row of await db.selectFrom('users').selectAll().execute()) {
    const definition = parseDefinition(row)
    const groups = edit(definition.groups)
    if (groups.join('\n') === definition.groups.join('\n')) continue
    await db
      .updateTable('users')
      .set({ definition: JSON.stringify({ ...definition, groups }) })
      .where('id', '=', row.id)
      .execute()
    touch('user', row.id)
  }
}

async function refusingDuplicates(name: string, work: () => Promise<unknown>) {
  try {
    await work()
  } catch (error) {
    throw isDuplicate(error) ? conflict('user-role-name-taken', { name }) : error
  }
}

const view = (row: UserRoleRow): UserRole => ({ _id: row.id, name: row.name, permissions: permissionsIn(row) })

const missing = (name: string): never => {
  throw notFound('user-role-not-found', { name })
}
