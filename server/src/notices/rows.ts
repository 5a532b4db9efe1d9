import type { ContactMethod } from '@mediary/contract/operations/contact-groups'
import type { DeliveryErrorCode, NoticeKind } from '@mediary/contract/operations/notices'
import type { Database } from '../platform/database/database.ts'

export type Trx = Database['kysely']

/** The text of a notice. Every part is plain text; the HTML of a mail is made from it when it is sent. */
export type NoticeContent = { lines: string[]; link?: string | undefined; facts?: NoticeFacts | undefined }

/** The values that the receiver of a webhook gets beside the text. It never holds anything of a request or a response. */
type NoticeFacts = Record<string, string | number>

/** A notice that is to be stored. `key`: a notice with the same key is stored once. */
export type NewNotice = {
  key: string
  kind: NoticeKind
  method: ContactMethod
  recipient: string
  subject: string
  content: NoticeContent
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
  state: 'waiting' | 'held' | 'gathered' | 'sent' | 'failed'
  attempts: number
  round: number
  next_at: number
  sent_at: number | null
  error: string | null
  holder: string | null
  /** 0: as it was decided. 1: it was held back, and is due. 2: a person has sent it again. */
  released: number
}

export type NoticeTables = { notices: NoticeRow }

/** A notice with its text, ready to be sent. */
export type OpenedNotice = Pick<
  NoticeRow,
  'id' | 'at' | 'kind' | 'method' | 'recipient' | 'subject' | 'round' | 'released'
> & {
  content: NoticeContent
}

export type StoredError = { code: DeliveryErrorCode; detail?: string | undefined }
