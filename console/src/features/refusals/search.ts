import { refusalCodes, stages } from '@mediary/contract/operations/refusals'
import { z } from 'zod'
import { choiceParameter, textParameter } from '../../lib/address.ts'
import { timeRanges } from '../../lib/time-ranges.ts'

export const RefusalsSearch = z.object({
  find: textParameter,
  client: textParameter,
  clientIP: textParameter,
  channel: textParameter,
  range: choiceParameter(timeRanges).describe('takes the place of since and until'),
  since: textParameter,
  until: textParameter,
  stage: choiceParameter(stages),
  code: choiceParameter(refusalCodes),
})
export type RefusalsSearch = z.infer<typeof RefusalsSearch>
