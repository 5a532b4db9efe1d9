// Describes users and user roles to the history of the configuration.
import { z } from 'zod'
import type { ObjectHistory } from '../history/index.ts'
import type { Row } from '../platform/database/row-changes.ts'
import { parseDefinition, permissionsIn } from './rows.ts'

const UserRow = z.object({
  id: z.string(),
  email: z.string(),
  definition: z.string(),
  password_hash: z.string().nullable(),
  token_digest: z.string().nullable(),
  token_expiry: z.number().nullable(),
  link_requested_at: z.number().nullable(),
})
const UserRoleRow = z.object({ id: z.string(), name: z.string(), permissions: z.string() })

const parseUser = (row: Row) => UserRow.parse(row)
const parseRole = (row: Row) => UserRoleRow.parse(row)

/** A link with which a user sets a password is no configuration. */
const noLink = { token_digest: null, token_expiry: null, link_requested_at: null }

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
}

const listGranted = (permissions: Record<string, boolean | string[]>) =>
  Object.fromEntries(
    Object.entries(permissions).filter(([, granted]) => (Array.isArray(granted) ? granted.length : granted)),
  )
