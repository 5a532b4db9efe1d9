import { type AddressOf, addressSchema, textParameter } from '../../lib/address.ts'

export const MediatorsSearch = addressSchema({
  find: textParameter,
  /** The URN of the mediator to delete. */
  delete: textParameter,
})
export type MediatorsSearch = AddressOf<typeof MediatorsSearch>
