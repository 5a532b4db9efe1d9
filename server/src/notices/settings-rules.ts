import { X509Certificate } from 'node:crypto'
import type { NewNoticeSettings, NoticeSettings } from '@mediary/contract/operations/notices'
import { type Issue, issue } from '@mediary/contract/problem'

/** The settings as they are stored: each secret is sealed. */
export type StoredSettings = Omit<NoticeSettings, 'mail' | 'webhook' | 'sms'> & {
  mail: (Omit<NonNullable<NewNoticeSettings['mail']>, 'password'> & { sealedPassword?: string | undefined }) | null
  webhook: (Omit<NonNullable<NewNoticeSettings['webhook']>, 'secret'> & { sealedSecret?: string | undefined }) | null
  sms:
    | (Omit<NonNullable<NewNoticeSettings['sms']>, 'authorization'> & { sealedAuthorization?: string | undefined })
    | null
}

const isWebhookSecret = (text: string) => {
  const key = Buffer.from(text.replace(/^whsec_/, ''), 'base64')
  return /^whsec_[A-Za-z0-9+/]+={0,2}$/.test(text) && key.length >= 24 && key.length <= 64
}

/** Returns what is wrong with new settings. A secret is sent to the address that it was given for, and to no other. */
export const findIssues = (sent: NewNoticeSettings, former: StoredSettings): Issue[] => [
  ...findMailIssues(sent.mail, former.mail),
  ...(sent.webhook?.secret !== undefined && !isWebhookSecret(sent.webhook.secret)
    ? [issue('webhook.secret', 'must-be-webhook-secret')]
    : []),
  ...(sent.webhook && sent.webhook.secret === undefined && !former.webhook?.sealedSecret
    ? [issue('webhook.secret', 'required')]
    : []),
  ...findSmsIssues(sent.sms, former.sms),
]

function findMailIssues(sent: NewNoticeSettings['mail'], former: StoredSettings['mail']): Issue[] {
  if (!sent) return []
  const issues: Issue[] = []
  const moved =
    former?.sealedPassword !== undefined &&
    (['host', 'port', 'security', 'user'] as const).some((field) => sent[field] !== former[field])
  if (moved && sent.user && sent.password === undefined) issues.push(issue('mail.password', 'secret-needed-again'))
  if (sent.security === 'none' && sent.user) issues.push(issue('mail.user', 'password-needs-tls'))
  if (sent.user && sent.password === undefined && !former?.sealedPassword)
    issues.push(issue('mail.password', 'required'))
  if (sent.ca !== undefined && !isCertificate(sent.ca)) issues.push(issue('mail.ca', 'must-be-certificates'))
  return issues
}

function findSmsIssues(sent: NewNoticeSettings['sms'], former: StoredSettings['sms']): Issue[] {
  if (!sent) return []
  const missing = ['{phone}', '{text}'].filter((placeholder) => !sent.template.includes(placeholder))
  const moved = former?.sealedAuthorization !== undefined && former.url !== sent.url
  return [
    ...(missing.length
      ? [issue('sms.template', 'must-name-phone-and-text', { placeholders: missing.join(', ') })]
      : []),
    ...(moved && sent.authorization === undefined ? [issue('sms.authorization', 'secret-needed-again')] : []),
  ]
}

function isCertificate(pem: string) {
  try {
    return Boolean(new X509Certificate(pem))
  } catch {
    return false
  }
}
