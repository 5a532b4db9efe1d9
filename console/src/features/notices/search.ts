import { type AddressOf, addressSchema, choiceParameter } from '../../lib/address.ts'

export const noticeViews = ['deliveries', 'mine', 'silence', 'settings'] as const

export const NoticesSearch = addressSchema({
  view: choiceParameter(noticeViews),
  state: choiceParameter(['waiting', 'queued', 'held', 'gathered', 'sent', 'failed', 'cancelled']),
})
export type NoticesSearch = AddressOf<typeof NoticesSearch>
