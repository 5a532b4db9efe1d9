import type { NoticeSettings } from '@mediary/contract/operations/notices'
import type { NoticeContent, OpenedNotice } from '../rows.ts'
import { DeliveryError, readCode, toDeliveryError } from './delivery-error.ts'

type Mail = Omit<NonNullable<NoticeSettings['mail']>, 'hasPassword'> & { password: string | undefined }

const timeout = 15_000

/** Sends a notice by SMTP. A repetition has the same Message-ID. */
export async function sendMail(mail: Mail, { id, recipient, subject, content }: OpenedNotice, signal: AbortSignal) {
  const { createTransport } = await import('nodemailer')
  const transport = createTransport({
    host: mail.host,
    port: mail.port,
    secure: mail.security === 'tls',
    requireTLS: mail.security === 'starttls',
    ignoreTLS: mail.security === 'none',
    ...(mail.user && { auth: { user: mail.user, pass: mail.password ?? '' } }),
    ...(mail.ca && { tls: { ca: mail.ca } }),
    connectionTimeout: timeout,
    greetingTimeout: timeout,
    socketTimeout: timeout,
    disableFileAccess: true,
    disableUrlAccess: true,
  })
  const stop = () => transport.close()
  signal.addEventListener('abort', stop)
  try {
    await transport.sendMail({
      from: mail.from,
      to: recipient,
      subject,
      text: toText(content),
      html: toHtml(content),
      messageId: `<${id}@${mail.from.split('@')[1]}>`,
      // RFC 3834: nobody's absence note answers.
      headers: { 'Auto-Submitted': 'auto-generated' },
    })
  } catch (error) {
    throw toMailError(error)
  } finally {
    signal.removeEventListener('abort', stop)
    transport.close()
  }
}

const toText = ({ lines, link, acknowledge }: NoticeContent) =>
  [...lines, ...(link ? ['', link] : []), ...(acknowledge ? ['', acknowledge.text, acknowledge.link] : []), ''].join(
    '\n',
  )

const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }
const escapeHtml = (text: string) => text.replace(/[&<>"']/g, (character) => entities[character] ?? '')

const toAnchor = (link: string) => `<a href="${escapeHtml(link)}">${escapeHtml(link)}</a>`

/** Names are chosen by people: every text is escaped. */
const toHtml = ({ lines, link, acknowledge }: NoticeContent) =>
  [
    ...lines.map((line) => `<p>${escapeHtml(line)}</p>`),
    ...(link ? [`<p>${toAnchor(link)}</p>`] : []),
    ...(acknowledge ? [`<p>${escapeHtml(acknowledge.text)} ${toAnchor(acknowledge.link)}</p>`] : []),
  ].join('\n')

/** Reads the code of an error and the status of SMTP. The text of a server may repeat a password, so it is not kept. */
function toMailError(error: unknown): DeliveryError {
  const code = readCode(error)
  const status = error instanceof Error && 'responseCode' in error ? Number(error.responseCode) : 0
  const detail = status ? `SMTP ${status}` : undefined
  if (code === 'EAUTH') return new DeliveryError('sign-in-refused', { detail })
  if (code === 'EENVELOPE') return new DeliveryError('recipient-refused', { detail, isFinal: status >= 500 })
  if (code === 'EMESSAGE' || status >= 400) return new DeliveryError('refused', { detail })
  // The code of TLS is lost, so its message is recognised. It is not kept.
  if (error instanceof Error && /certificate|altname|self-signed/i.test(error.message))
    return new DeliveryError('certificate-refused')
  if (code === 'ETLS') return new DeliveryError('certificate-refused', { detail: 'STARTTLS' })
  return toDeliveryError(error)
}
