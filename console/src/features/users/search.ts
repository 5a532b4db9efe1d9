import { findRows } from '@mediary/contract/api/find'
import { type User, usersApi } from '@mediary/contract/users'
import { type AddressOf, addressSchema, textParameter } from '../../lib/address.ts'

export const UsersSearch = addressSchema({
  find: textParameter,
  delete: textParameter,
  /** An e-mail address, or `new`. */
  edit: textParameter,
  /** Name of a user role, or `+` for a new one. */
  role: textParameter,
  deleteRole: textParameter,
})
export type UsersSearch = AddressOf<typeof UsersSearch>

/** Returns the users whose texts contain the searched words. */
export const selectUsers = (users: readonly User[], { find }: UsersSearch) =>
  findRows(usersApi.list.exported.find, find, users)
