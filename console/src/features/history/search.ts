import { listKeys } from '@mediary/contract/api/records'
import { historyObjects } from '@mediary/contract/operations/history/objects'
import { z } from 'zod'
import { choiceParameter, textParameter } from '../../lib/address.ts'

export const HistorySearch = z.object({
  object: choiceParameter(listKeys(historyObjects)),
  id: textParameter.describe('the id of the object'),
  by: textParameter.describe('the id of a user'),
  since: textParameter,
  until: textParameter,
})
export type HistorySearch = z.infer<typeof HistorySearch>
