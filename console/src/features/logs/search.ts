import { logLevels } from '@mediary/contract/operations/logs'
import { z } from 'zod'
import { choiceParameter, textParameter } from '../../lib/address.ts'

export const LogsSearch = z.object({
  level: choiceParameter(logLevels),
  find: textParameter,
  transaction: textParameter.describe('the id of a transaction'),
})
export type LogsSearch = z.infer<typeof LogsSearch>
