import { refusalCodes, stages } from '@mediary/contract/refusals'
import { z } from 'zod'
import { choiceParameter, textParameter } from '../../lib/address.ts'

export const RefusalsSearch = z.object({
  find: textParameter,
  client: textParameter,
  clientIP: textParameter,
  channel: textParameter,
  since: textParameter.describe('an instant'),
  until: textParameter.describe('an instant'),
  stage: choiceParameter(stages),
  code: choiceParameter(refusalCodes),
})
export type RefusalsSearch = z.infer<typeof RefusalsSearch>
