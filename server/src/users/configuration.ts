// Describes users and user roles to the configuration as code.
import { Id, Name } from '@mediary/contract/api/shapes'
import { Permissions } from '@mediary/contract/permission'
import { NewUser } from '@mediary/contract/users'
import { z } from 'zod'
import type { ConfigurationKind } from '../configuration/index.ts'
import { listGranted, noLink, UserRoleRow, UserRow, userHistory, userRoleHistory } from './history.ts'
import { parseDefinition, permissionsIn } from './rows.ts'

const { email, firstname, surname, groups, msisdn, dailyReport, weeklyReport, settings, notices } = NewUser.shape
const fields = { firstname, surname, groups, msisdn, dailyReport, weeklyReport, settings, notices }
const UserDocument = z.object({
  _id: Id.optional(),
  email,
  ...fields,
  verifier: z.string().min(1).max(2000).optional(),
})
const UserRoleDocument = z.object({ _id: Id.optional(), name: Name, permissions: Permissions.prefault({}) })

/** A user without a verifier has no password, and is locked. */
export const userConfiguration: ConfigurationKind = {
  name: 'users',
  history: userHistory,
  leftOut: {
    token_digest: 'a link with which a user sets a password',
    token_expiry: 'a link with which a user sets a password',
    link_requested_at: 'a user waits for a link',
  },
  defaults: { users: noLink },
  schema: UserDocument,
  getName: (document) => `${document.email}`,
  read({ users = [] }) {
    const [row] = users.map((one) => UserRow.parse(one))
    if (!row) return {}
    const verifier = row.password_hash !== null && { verifier: row.password_hash }
    return { _id: row.id, email: row.email, ...parseDefinition(row), ...verifier }
  },
  write(document) {
    const { _id, email, verifier = null, ...definition } = UserDocument.parse(document)
    return { users: [{ id: _id, email, definition: JSON.stringify(definition), password_hash: verifier }] }
  },
  mapSecrets: ({ verifier, ...document }, visit) => ({
    ...document,
    ...(typeof verifier === 'string' && { verifier: visit(verifier, { path: 'verifier', type: 'password' }) }),
  }),
}

export const userRoleConfiguration: ConfigurationKind = {
  name: 'user-roles',
  history: userRoleHistory,
  schema: UserRoleDocument,
  getName: ({ name }) => `${name}`,
  read({ user_roles = [] }) {
    const [row] = user_roles.map((one) => UserRoleRow.parse(one))
    return row ? { _id: row.id, name: row.name, permissions: listGranted(permissionsIn(row)) } : {}
  },
  write(document) {
    const { _id, name, permissions } = UserRoleDocument.parse(document)
    return { user_roles: [{ id: _id, name, permissions: JSON.stringify(permissions) }] }
  },
}
