import { type AddressOf, addressSchema, choiceParameter, textParameter } from '../../lib/address.ts'
import { timeRanges } from '../../lib/time-ranges.ts'

/** The outcomes of an event, as RFC 3881 numbers them. */
export const outcomes = ['0', '4', '8', '12'] as const
export type Outcome = (typeof outcomes)[number]

/** The identifier of an object is no parameter of the address: it can be that of a patient. */
export const AuditsSearch = addressSchema({
  /** `id` or `type`, the code and its system, joined by bars. */
  event: textParameter,
  outcome: textParameter,
  person: textParameter,
  /** The network address of a participant. */
  address: textParameter,
  source: textParameter,
  /** Takes the place of since and until. */
  range: choiceParameter(timeRanges),
  since: textParameter,
  until: textParameter,
  /** The id of the audit that is shown. */
  open: textParameter,
})
export type AuditsSearch = AddressOf<typeof AuditsSearch>
