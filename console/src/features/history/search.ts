import { listKeys } from '@mediary/contract/api/records'
import { historyObjects } from '@mediary/contract/operations/history/objects'
import { type AddressOf, addressSchema, choiceParameter, textParameter } from '../../lib/address.ts'

export const HistorySearch = addressSchema({
  object: choiceParameter(listKeys(historyObjects)),
  /** The id of the object. */
  id: textParameter,
  /** The id of a user. */
  by: textParameter,
  since: textParameter,
  until: textParameter,
})
export type HistorySearch = AddressOf<typeof HistorySearch>
