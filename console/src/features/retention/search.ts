import { type AddressOf, addressSchema, textParameter } from '../../lib/address.ts'

export const RetentionSearch = addressSchema({
  /** Id of the channel whose ages are tried. */
  channel: textParameter,
})
export type RetentionSearch = AddressOf<typeof RetentionSearch>
