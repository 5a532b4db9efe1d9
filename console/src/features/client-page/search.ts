import { type AddressOf, addressSchema, choiceParameter } from '../../lib/address.ts'
import { TryItSearch } from '../try-it/search.ts'

export const ClientPageSearch = addressSchema({
  ...TryItSearch.shape,
  /** The dialog that is open. */
  open: choiceParameter(['status', 'credentials']),
})
export type ClientPageSearch = AddressOf<typeof ClientPageSearch>
