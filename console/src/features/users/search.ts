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
