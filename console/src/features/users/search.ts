import { z } from 'zod'
import { textParameter } from '../../lib/address.ts'

export const UsersSearch = z.object({
  find: textParameter,
  delete: textParameter,
  edit: textParameter.describe('an e-mail address, or `new`'),
  role: textParameter.describe('name of a user role, or `+` for a new one'),
  deleteRole: textParameter,
})
export type UsersSearch = z.infer<typeof UsersSearch>
