import { z } from 'zod'
import { textParameter } from '../../lib/address.ts'

export const MediatorsSearch = z.object({
  find: textParameter,
  delete: textParameter.describe('the URN of the mediator to delete'),
})
export type MediatorsSearch = z.infer<typeof MediatorsSearch>
