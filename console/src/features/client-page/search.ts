import type { z } from 'zod'
import { choiceParameter } from '../../lib/address.ts'
import { TryItSearch } from '../try-it/search.ts'

export const ClientPageSearch = TryItSearch.extend({
  open: choiceParameter(['status', 'credentials']).describe('the dialog that is open'),
})
export type ClientPageSearch = z.infer<typeof ClientPageSearch>
