import { z } from 'zod'
import { textParameter } from '../../lib/address.ts'

export const RolesSearch = z.object({
  findRole: textParameter,
  findChannel: textParameter,
  deleteRole: textParameter.describe('name of the role that is about to be deleted'),
})
export type RolesSearch = z.infer<typeof RolesSearch>
