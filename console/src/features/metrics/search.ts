import { type AddressOf, addressSchema, choiceParameter, textParameter } from '../../lib/address.ts'
import { periods } from './period.ts'

export const PeriodSearch = addressSchema({
  period: choiceParameter(periods),
  from: textParameter,
  until: textParameter,
})
export type PeriodSearch = AddressOf<typeof PeriodSearch>
