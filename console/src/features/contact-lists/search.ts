import { type AddressOf, addressSchema, textParameter } from '../../lib/address.ts'

export const ContactListsSearch = addressSchema({
  find: textParameter,
  /** The id of a list, or "new". */
  edit: textParameter,
  /** The id of the list to delete. */
  delete: textParameter,
})
export type ContactListsSearch = AddressOf<typeof ContactListsSearch>
