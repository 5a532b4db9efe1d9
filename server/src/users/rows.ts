import { Permissions } from '@mediary/contract/permission'
import { NoticeChoices } from '@mediary/contract/users/notice-choices'
import { z } from 'zod'
import type { Database } from '../platform/database/database.ts'

export type UserRow = {
  id: string
  email: string
  definition: string
  password_hash: string | null
  token_digest: string | null
  token_expiry: number | null
  /** Since when the user waits for a password link. */
  link_requested_at: number | null
}
export type UserRoleRow = { id: string; name: string; permissions: string }
export type UserTables = { users: UserRow; user_roles: UserRoleRow }
export type Trx = Database['kysely']

export const UserDefinition = z.object({
  firstname: z.string(),
  surname: z.string(),
  groups: z.array(z.string()),
  msisdn: z.string().optional(),
  dailyReport: z.boolean().optional(),
  weeklyReport: z.boolean().optional(),
  settings: z.record(z.string(), z.unknown()).optional(),
  notices: NoticeChoices.optional(),
})
export type UserDefinition = z.infer<typeof UserDefinition>

export const parseDefinition = (row: UserRow) => UserDefinition.parse(JSON.parse(row.definition))

/** Loads the permissions of the user roles with these names. */
export async function loadPermissions(trx: Trx, groups: string[]): Promise<Permissions[]> {
  if (groups.length === 0) return []
  const rows = await trx
    .withTables<UserTables>()
    .selectFrom('user_roles')
    .selectAll()
    .where('name', 'in', groups)
    .execute()
  return rows.map(permissionsIn)
}

export const permissionsIn = ({ permissions }: Pick<UserRoleRow, 'permissions'>) =>
  Permissions.parse(JSON.parse(permissions))
