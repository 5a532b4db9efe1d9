import { logLevels } from '@mediary/contract/operations/logs'
import { type AddressOf, addressSchema, choiceParameter, textParameter } from '../../lib/address.ts'

export const LogsSearch = addressSchema({
  level: choiceParameter(logLevels),
  find: textParameter,
  /** The id of a transaction. */
  transaction: textParameter,
})
export type LogsSearch = AddressOf<typeof LogsSearch>
