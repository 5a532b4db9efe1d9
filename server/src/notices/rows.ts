import type { ContactMethod } from '@mediary/contract/operations/contact-groups'
import type { DeliveryErrorCode, Notice, NoticeKind } from '@mediary/contract/operations/notices'
import type { Database } from '../platform/database/database.ts'

export type Trx = Database['kysely']

/** The text of a notice. Every part is plain text; the HTML of a mail is made from it when it is sent. */
export type NoticeContent = {
  lines: string[]
  link?: string | undefined
  facts?: NoticeFacts | undefined
  /** Is added when the notice is sent. */
  acknowledge?: { text: string; link: string } | undefined
}

/** The values that the receiver of a webhook gets beside the text. It never holds anything of a request or a response. */
type NoticeFacts = Record<string, string | number>

/**
 * A notice that is to be stored. `key`: a notice with the same key is stored once. `incident`: what the notices of a beginning, of what
 * follows and of the end have in common. `turn`: minutes after the beginning until it is the turn of this person, who is on call.
 */
export type NewNotice = {
  key: string
  kind: NoticeKind
  method: ContactMethod
  recipient: string
  subject: string
  content: NoticeContent
  incident?: string | undefined
  turn?: number | undefined
}

export type NoticeRow = {
  id: string
  key: string
  at: number
  kind: NoticeKind
  method: ContactMethod
  recipient: string
  subject: string
  content: string | null
  state: Notice['state']
  attempts: number
  round: number
  next_at: number
  sent_at: number | null
  error: string | null
  holder: string | null
  /** 0: as it was decided. 1: it was held back, and is due. 2: a person has sent it again. */
  released: number
  incident: string | null
  turn: number | null
  acknowledged_by: string | null
  acknowledged_at: number | null
}

export type NoticeTables = { notices: NoticeRow }

/** A notice with its text, ready to be sent. */
export type OpenedNotice = Pick<
  NoticeRow,
  'id' | 'at' | 'kind' | 'method' | 'recipient' | 'subject' | 'round' | 'released' | 'turn'
> & {
  content: NoticeContent
}

export type StoredError = { code: DeliveryErrorCode; detail?: string | undefined }
