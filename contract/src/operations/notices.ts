import { z } from 'zod'
import { type Api, maxBody } from '../api/endpoint.ts'
import { byId, Id, Name, optional, Sentence, Timestamp, withDefault } from '../api/shapes.ts'
import { because } from '../reasons.ts'
import { Email } from '../users.ts'
import { contactMethods } from './contact-groups.ts'
import { Acknowledgement } from './notices/acknowledgement.ts'
import { SilenceSettings } from './silence/settings.ts'

/** The kinds of notices. */
const noticeKinds = [
  'alert-began',
  'alert-continues',
  'alert-ended',
  'upstream-down',
  'upstream-up',
  'issues',
  'client-silent',
  'client-back',
  'client-refused-began',
  'client-refused-ended',
  'disk-began',
  'disk-ended',
  'backup-began',
  'backup-ended',
  'node-began',
  'node-ended',
  'queue-began',
  'queue-ended',
  'expiry',
  'report',
  'digest',
  'password-link',
  'test',
] as const
export type NoticeKind = (typeof noticeKinds)[number]

/** The rules about the installation that have a beginning and an end. */
export type ConditionRule =
  Extract<NoticeKind, `${string}-began`> extends infer Kind
    ? Kind extends `${infer Rule}-began`
      ? Exclude<Rule, 'alert'>
      : never
    : never

/**
 * `failed`: no further attempt is made until a person sends the notice again. `held`: it waits for the end of quiet hours or for a
 * digest. `gathered`: it is part of a digest. `queued`: it is the turn of somebody else, who is on call. `cancelled`: somebody has
 * acknowledged before it was the turn of this person, or what had begun has ended.
 */
const noticeStates = ['waiting', 'queued', 'held', 'gathered', 'sent', 'failed', 'cancelled'] as const

/** The reasons for which an attempt to deliver a notice fails. */
const deliveryErrors = [
  'not-set-up',
  'unknown-user',
  'no-phone-number',
  'unreachable',
  'timed-out',
  'certificate-refused',
  'sign-in-refused',
  'recipient-refused',
  'refused',
] as const
export type DeliveryErrorCode = (typeof deliveryErrors)[number]

/** A notice to one person by one method. Its text is sealed in the store. */
export const Notice = z.object({
  _id: Id.describe('stays the same when the notice is sent again: the header webhook-id, and a part of the Message-ID'),
  timestamp: Timestamp,
  kind: z.enum(noticeKinds),
  method: z.enum(contactMethods),
  recipient: z.string().describe('the e-mail address of a user'),
  subject: z.string(),
  state: z.enum(noticeStates),
  attempts: z.int(),
  nextAttempt: Timestamp.optional().describe('present while the notice waits, is queued or is held'),
  sent: Timestamp.optional(),
  error: z
    .object({
      code: z.enum(deliveryErrors),
      detail: z.string().optional().describe('what the server of the receiver answered'),
    })
    .optional()
    .describe('the last attempt that failed'),
  onCall: z
    .object({ acknowledged: Acknowledgement.optional() })
    .optional()
    .describe('present when people get it in order, until somebody acknowledges'),
})
export type Notice = z.infer<typeof Notice>

/** The languages of notices. */
const noticeLanguages = ['en', 'fr', 'pt', 'es', 'sw'] as const
export type NoticeLanguage = (typeof noticeLanguages)[number]
export const isNoticeLanguage = (tag: unknown): tag is NoticeLanguage => noticeLanguages.some((one) => one === tag)

const Host = z.string().trim().min(1, because('empty')).max(253)
const HttpsUrl = z.string().trim().max(2000).refine(isHttps, because('must-be-https'))

/** Tells if an address uses HTTPS, or HTTP to this machine. It must not carry a name or a password. */
function isHttps(text: string) {
  const url = URL.parse(text)
  if (!url || url.username || url.password) return false
  return (
    url.protocol === 'https:' || (url.protocol === 'http:' && /^(localhost|127\.0\.0\.1|\[::1\])$/.test(url.hostname))
  )
}

const mail = {
  host: Host,
  port: z.int().min(1).max(65_535),
  security: z
    .enum(['tls', 'starttls', 'none'])
    .describe('tls: from the first byte, usually port 465; starttls: required, usually port 587'),
  user: optional(z.string().max(255)),
  from: Email.describe('the address of the sender'),
  ca: optional(z.string().max(100_000)).describe('PEM of the authority that issued the certificate of the mail server'),
}

const webhook = { url: HttpsUrl }

const sms = {
  url: HttpsUrl,
  contentType: z.enum(['application/json', 'application/x-www-form-urlencoded']),
  template: z
    .string()
    .min(1, because('empty'))
    .max(10_000)
    .describe('the body of the request; {phone} and {text} are filled in, escaped for the content type'),
}

const shared = {
  consoleUrl: optional(HttpsUrl).describe('the address of the console, for links: https://mediary.example.org/console'),
  instance: withDefault(Name, 'Mediary').describe('the name of this installation in subjects'),
  language: withDefault(z.enum(noticeLanguages), 'en'),
  groups: z
    .array(Id)
    .max(100)
    .nullish()
    .transform((ids) => ids ?? [])
    .describe('the contact groups that get notices about the installation, such as certificates that expire'),
  maxBackupHours: optional(z.int().min(1).max(8760)).describe(
    'these groups get a notice when the last backup is older; absent: nobody watches backups',
  ),
}

const Secret = z.string().min(1, because('empty')).max(1000).optional()

/** The settings of notices. Secrets are write-only: one that is left out stays as it is. */
export const NoticeSettings = z.object({
  ...shared,
  mail: z.object({ ...mail, hasPassword: z.boolean() }).nullable(),
  webhook: z.object({ ...webhook, hasSecret: z.boolean() }).nullable(),
  silence: SilenceSettings,
  sms: z.object({ ...sms, hasAuthorization: z.boolean() }).nullable(),
})
export type NoticeSettings = z.infer<typeof NoticeSettings>

/** The settings as a caller sends them. Null removes a method. */
export const NewNoticeSettings = z.object({
  ...shared,
  mail: z.object({ ...mail, password: Secret.describe('needed again when the server or the user changes') }).nullish(),
  webhook: z
    .object({
      ...webhook,
      secret: Secret.describe('signs the notices (Standard Webhooks): whsec_ and base64, 24 to 64 bytes'),
    })
    .nullish(),
  silence: SilenceSettings.optional().describe('holidays, maintenance windows and rhythms; left out, they stay'),
  sms: z
    .object({ ...sms, authorization: Secret.describe('the header Authorization; needed again when the URL changes') })
    .nullish(),
})
export type NewNoticeSettings = z.infer<typeof NewNoticeSettings>

export const noticesApi = {
  list: {
    method: 'GET',
    path: '/notices',
    summary: 'List the notices and their deliveries, newest first',
    permission: 'contact-list-view',
    query: z.object({
      state: z.enum(noticeStates).optional(),
      kind: z.enum(noticeKinds).optional(),
      recipient: z.string().max(254).optional(),
      limit: z.coerce.number().int().min(1).max(100).default(50),
      before: Id.optional().describe('returns notices older than this one'),
    }),
    exported: {
      columns: [
        '_id',
        'state',
        'timestamp',
        'kind',
        'recipient',
        'method',
        'subject',
        'onCall.acknowledged.by',
        'onCall.acknowledged.at',
        'attempts',
        'nextAttempt',
        'sent',
        'error.code',
        'error.detail',
      ],
      paging: { limit: 'limit', size: 100, by: 'before' },
    },
    response: z.array(Notice),
  },
  replay: {
    method: 'POST',
    path: '/notices/:id/replay',
    summary: 'Send a notice again, with the same id',
    permission: 'contact-list-manage',
    params: byId,
    response: Sentence,
  },
  settings: {
    method: 'GET',
    path: '/notice-settings',
    summary: 'Show how notices are sent, without secrets',
    permission: 'contact-list-view',
    response: NoticeSettings,
  },
  // Whoever decides where mail goes can read the password links of all users.
  saveSettings: {
    method: 'PUT',
    path: '/notice-settings',
    summary: 'Set how notices are sent',
    permission: 'user-manage',
    maxBody: maxBody.form,
    body: NewNoticeSettings,
    response: Sentence,
  },
  test: {
    method: 'POST',
    path: '/notice-settings/test',
    summary: 'Send a test notice to the caller, and wait for the first attempt',
    permission: 'contact-list-manage',
    body: z.object({ method: z.enum(contactMethods) }),
    response: Notice,
  },
} as const satisfies Api
