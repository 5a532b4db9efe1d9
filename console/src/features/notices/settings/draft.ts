import type { NewNoticeSettings, NoticeSettings } from '@mediary/contract/operations/notices'

// The values of the form of the notice settings. Secrets begin empty: the server does not show them.

type Mail = NonNullable<NewNoticeSettings['mail']>
type Sms = NonNullable<NewNoticeSettings['sms']>

export type MailDraft = Pick<Mail, 'host' | 'security' | 'from'> & {
  port: string
  user: string
  password: string
  ca: string
}
export type WebhookDraft = { url: string; secret: string }
export type SmsDraft = Pick<Sms, 'url' | 'contentType' | 'template'> & { authorization: string }

const newMail: MailDraft = { host: '', port: '465', security: 'tls', user: '', password: '', from: '', ca: '' }
const newSms: SmsDraft = {
  url: '',
  contentType: 'application/json',
  template: '{"to":"{phone}","message":"{text}"}',
  authorization: '',
}

export const toDraft = ({ mail, webhook, sms, ...shared }: NoticeSettings) => ({
  instance: shared.instance,
  language: shared.language,
  groups: shared.groups,
  consoleUrl: shared.consoleUrl ?? '',
  maxBackupHours: String(shared.maxBackupHours ?? ''),
  hasMail: mail !== null,
  mail: mail ? readMail(mail) : newMail,
  hasWebhook: webhook !== null,
  webhook: { url: webhook?.url ?? '', secret: '' } satisfies WebhookDraft,
  hasSms: sms !== null,
  sms: sms ? { url: sms.url, contentType: sms.contentType, template: sms.template, authorization: '' } : newSms,
})
export type SettingsDraft = ReturnType<typeof toDraft>

const readMail = (mail: NonNullable<NoticeSettings['mail']>): MailDraft => ({
  host: mail.host,
  port: String(mail.port),
  security: mail.security,
  user: mail.user ?? '',
  password: '',
  from: mail.from,
  ca: mail.ca ?? '',
})

/** Returns what the API takes. An empty secret is left out: the stored one stays. */
export const toSettings = (draft: SettingsDraft): NewNoticeSettings => ({
  instance: draft.instance,
  language: draft.language,
  groups: draft.groups,
  consoleUrl: draft.consoleUrl || undefined,
  maxBackupHours: draft.maxBackupHours.trim() === '' ? undefined : Number(draft.maxBackupHours),
  mail: draft.hasMail ? writeMail(draft.mail) : null,
  webhook: draft.hasWebhook ? { url: draft.webhook.url, secret: draft.webhook.secret || undefined } : null,
  sms: draft.hasSms ? { ...draft.sms, authorization: draft.sms.authorization || undefined } : null,
})

const writeMail = ({ port, user, password, ca, ...mail }: MailDraft): Mail => ({
  ...mail,
  port: Number(port),
  user: user || undefined,
  password: password || undefined,
  ca: ca || undefined,
})
