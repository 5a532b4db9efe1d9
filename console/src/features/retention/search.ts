import { z } from 'zod'
import { textParameter } from '../../lib/address.ts'

export const RetentionSearch = z.object({ channel: textParameter.describe('id of the channel whose ages are tried') })
export type RetentionSearch = z.infer<typeof RetentionSearch>
