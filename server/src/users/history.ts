// Describes users and user roles to the history of the configuration.
import { z } from 'zod'
import { type ObjectHistory, refuseInUse, type Undo } from '../history/index.ts'
import type { Row, RowChange } from '../platform/database/row-changes.ts'
import { conflict } from '../platform/http/problem.ts'
import { refuseGiving, refuseGroups, refuseWithoutManager } from './limits.ts'
import { parseDefinition, permissionsIn, type UserTables } from './rows.ts'

export const UserRow = z.object({
  id: z.string(),
  email: z.string(),
  definition: z.string(),
  password_hash: z.string().nullable(),
  token_digest: z.string().nullable(),
  token_expiry: z.number().nullable(),
  link_requested_at: z.number().nullable(),
})
export const UserRoleRow = z.object({ id: z.string(), name: z.string(), permissions: z.string() })

const parseUser = (row: Row) => UserRow.parse(row)
const parseRole = (row: Row) => UserRoleRow.parse(row)

/** A link with which a user sets a password is no configuration. */
export const noLink = { token_digest: null, token_expiry: null, link_requested_at: null }

export const userHistory: ObjectHistory = {
  object: 'user',
  changeKind: 'user',
  tables: {
    users: {
      key: 'id',
      findObject: (row) => parseUser(row).id,
      ignored: Object.keys(noLink),
      whenRestored: noLink,
    },
  },
  main: 'users',
  getName: (row) => parseUser(row).email,
  show({ users = [] }) {
    const [row] = users.map(parseUser)
    return row ? { email: row.email, ...parseDefinition(row), locked: row.password_hash === null } : {}
  },
  findObstacle: (changes) => (changes.some(changesPassword) ? 'undo-secret' : undefined),
  finishUndo: refuseUser,
  listSecrets: ({ users = [] }) => users.map((row) => parseUser(row).password_hash),
}

export const userRoleHistory: ObjectHistory = {
  object: 'user-role',
  changeKind: 'user',
  tables: { user_roles: { key: 'id', findObject: (row) => parseRole(row).id } },
  main: 'user_roles',
  getName: (row) => parseRole(row).name,
  show({ user_roles = [] }) {
    const [row] = user_roles.map(parseRole)
    return row ? { name: row.name, permissions: listGranted(permissionsIn(row)) } : {}
  },
  finishUndo: refuseUserRole,
}

export const listGranted = (permissions: Record<string, boolean | string[]>) =>
  Object.fromEntries(
    Object.entries(permissions).filter(([, granted]) => (Array.isArray(granted) ? granted.length : granted)),
  )

const changesPassword = ({ before, after }: RowChange) =>
  before !== undefined && after !== undefined && parseUser(before).password_hash !== parseUser(after).password_hash

async function refuseUser({ trx, caller, changes }: Undo) {
  for (const { before, after } of changes) {
    const [former, next] = [before, after].map((row) => (row ? parseDefinition(parseUser(row)).groups : []))
    for (const name of next ?? []) await refuseMissingRole(trx, name)
    await refuseGroups(trx, next ?? [], former ?? [], caller.permissions)
  }
  await refuseWithoutManager(trx)
}

async function refuseMissingRole(trx: Undo['trx'], name: string) {
  if (!(await findRole(trx, name))) throw conflict('undo-needs', { name })
}

const findRole = (trx: Undo['trx'], name: string) =>
  trx.withTables<UserTables>().selectFrom('user_roles').select('id').where('name', '=', name).executeTakeFirst()

async function refuseUserRole({ trx, caller, changes }: Undo) {
  for (const { before, after } of changes) {
    const [former, next] = [before, after].map((row) => row && parseRole(row))
    if (next) refuseGiving([permissionsIn(next)], [...caller.permissions, ...(former ? [permissionsIn(former)] : [])])
    if (!former || former.name === next?.name || (await findRole(trx, former.name))) continue
    const users = await trx.withTables<UserTables>().selectFrom('users').selectAll().execute()
    const holders = users.filter((row) => parseDefinition(row).groups.includes(former.name))
    refuseInUse(
      former.name,
      holders.map(({ id, email }) => ({ _id: id, name: email })),
    )
  }
  await refuseWithoutManager(trx)
}
