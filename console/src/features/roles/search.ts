import { type AddressOf, addressSchema, textParameter } from '../../lib/address.ts'

export const RolesSearch = addressSchema({
  findRole: textParameter,
  findChannel: textParameter,
  /** Name of the role that is about to be deleted. */
  deleteRole: textParameter,
})
export type RolesSearch = AddressOf<typeof RolesSearch>
