import { z } from 'zod'
import { choiceParameter, textParameter } from '../../lib/address.ts'
import { timeRanges } from '../../lib/time-ranges.ts'

/** The outcomes of an event, as RFC 3881 numbers them. */
export const outcomes = ['0', '4', '8', '12'] as const
export type Outcome = (typeof outcomes)[number]

/** The identifier of an object is no parameter of the address: it can be that of a patient. */
export const AuditsSearch = z.object({
  event: textParameter.describe('`id` or `type`, the code and its system, joined by bars'),
  outcome: textParameter,
  person: textParameter,
  address: textParameter.describe('the network address of a participant'),
  source: textParameter,
  range: choiceParameter(timeRanges).describe('takes the place of since and until'),
  since: textParameter,
  until: textParameter,
  open: textParameter.describe('the id of the audit that is shown'),
})
export type AuditsSearch = z.infer<typeof AuditsSearch>
