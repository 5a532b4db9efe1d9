import { refusalCodes, stages } from '@mediary/contract/operations/refusals'
import { type AddressOf, addressSchema, choiceParameter, textParameter } from '../../lib/address.ts'
import { timeRanges } from '../../lib/time-ranges.ts'

export const RefusalsSearch = addressSchema({
  find: textParameter,
  client: textParameter,
  clientIP: textParameter,
  channel: textParameter,
  /** Takes the place of since and until. */
  range: choiceParameter(timeRanges),
  since: textParameter,
  until: textParameter,
  stage: choiceParameter(stages),
  code: choiceParameter(refusalCodes),
})
export type RefusalsSearch = AddressOf<typeof RefusalsSearch>
