import { z } from 'zod'
import { choiceParameter, textParameter } from '../../lib/address.ts'
import { periods } from './period.ts'

export const PeriodSearch = z.object({
  period: choiceParameter(periods),
  from: textParameter,
  until: textParameter,
})
export type PeriodSearch = z.infer<typeof PeriodSearch>
