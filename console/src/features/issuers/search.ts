import { type AddressOf, addressSchema, textParameter } from '../../lib/address.ts'

export const IssuersSearch = addressSchema({
  /** The id of an issuer, or "new". */
  edit: textParameter,
  /** The id of the issuer to remove. */
  delete: textParameter,
  /** The claim "iss" that a new issuer begins with. */
  issuer: textParameter,
})
export type IssuersSearch = AddressOf<typeof IssuersSearch>
