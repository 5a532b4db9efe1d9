import type { NoticeSettings } from '@mediary/contract/operations/notices'
import type { OpenedNotice } from '../rows.ts'
import { post } from './http-post.ts'

type Sms = Omit<NonNullable<NoticeSettings['sms']>, 'hasAuthorization'> & { authorization: string | undefined }

const maxText = 300

const escapes = {
  'application/json': (text: string) => JSON.stringify(text).slice(1, -1),
  'application/x-www-form-urlencoded': encodeURIComponent,
}

/** Fills a phone number and a text into the body of a request. They cannot change its structure. */
function fillSms({ template, contentType }: Pick<Sms, 'template' | 'contentType'>, phone: string, text: string) {
  const values: Record<string, string> = { phone, text }
  return template.replace(/\{(phone|text)\}/g, (_, name: string) => escapes[contentType](values[name] ?? ''))
}

/** Sends a notice through the web service of an SMS provider. */
export async function sendSms(sms: Sms, phone: string, { id, subject, content }: OpenedNotice, signal: AbortSignal) {
  const about = [subject, content.lines[0]].filter(Boolean).join(': ')
  const link = content.acknowledge ? ` ${content.acknowledge.link}` : ''
  // A link that is cut cannot be used.
  const text = about.slice(0, Math.max(0, maxText - link.length)) + link
  const headers = {
    'content-type': sms.contentType,
    'idempotency-key': id,
    ...(sms.authorization !== undefined && { authorization: sms.authorization }),
  }
  await post({ url: sms.url, headers, body: fillSms(sms, phone, text), signal })
}
