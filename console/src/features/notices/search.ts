import { z } from 'zod'
import { choiceParameter } from '../../lib/address.ts'

export const noticeViews = ['deliveries', 'settings'] as const

export const NoticesSearch = z.object({
  view: choiceParameter(noticeViews),
  state: choiceParameter(['waiting', 'sent', 'failed']),
})
export type NoticesSearch = z.infer<typeof NoticesSearch>
