import { z } from 'zod'
import { textParameter } from '../../lib/address.ts'

export const ContactListsSearch = z.object({
  find: textParameter,
  edit: textParameter.describe('the id of a list, or "new"'),
  delete: textParameter.describe('the id of the list to delete'),
})
export type ContactListsSearch = z.infer<typeof ContactListsSearch>
