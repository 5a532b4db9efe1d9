import { z } from 'zod'
import { type Api, maxBody } from './api/endpoint.ts'
import { byId, Id, Name, Sentence, Text, Timestamp } from './api/shapes.ts'
import { tolerate } from './api/unknown-fields.ts'
import { SearchKeys } from './channels/search-keys.ts'
import { because } from './reasons.ts'

export const channelTypes = ['http', 'tcp', 'tls', 'polling'] as const
export const httpMethods = ['GET', 'HEAD', 'POST', 'PUT', 'DELETE', 'CONNECT', 'OPTIONS', 'TRACE', 'PATCH'] as const

const Port = z.coerce.number().int().min(0).max(65535)
const optional = <T extends z.ZodType>(schema: T) => schema.nullish().transform((value) => value ?? undefined)
// OpenHIM coerces a plain string to a list of one.
const Strings = z.preprocess(
  (value) => (typeof value === 'string' ? [value] : (value ?? [])),
  z.array(z.string().max(1000)),
)

/** `s/from/to` or `s/from/to/g`; a slash inside is written `\/`. */
export const PathTransform = z
  .string()
  .regex(/^s\/(?:\\.|[^\\/])+\/(?:\\.|[^\\/])*(?:\/g?)?$/, because('not-a-path-transform'))

/** Shown in place of a stored route password; sent back, it means "unchanged". */
export const unchangedRoutePassword = '**********'

/** One upstream that a request is forwarded to. */
export const Route = z
  .object({
    _id: optional(Id),
    name: Name,
    type: z
      .enum(['http', 'kafka', 'mllp'])
      .default('http')
      .describe('mllp: the body goes as one framed message of HL7 v2 over TCP, and its acknowledgement is the answer'),
    status: z
      .enum(['enabled', 'disabled'])
      .nullish()
      .transform((status) => status ?? 'enabled'),
    primary: z
      .boolean()
      .nullish()
      .transform((primary) => primary ?? false),
    secured: z
      .boolean()
      .nullish()
      .transform((secured) => secured ?? false),
    host: optional(z.string().trim().min(1).max(253)),
    port: optional(Port),
    path: optional(z.string().max(2000)).transform((path) => path || undefined),
    pathTransform: optional(z.union([PathTransform, z.literal('')])).transform((transform) => transform || undefined),
    username: Text,
    password: Text,
    forwardAuthHeader: z
      .boolean()
      .nullish()
      .transform((forward) => forward ?? false),
    cert: optional(z.union([Id, z.literal('')]))
      .transform((cert) => cert || undefined)
      .describe('id of the trusted certificate that alone is trusted for this route'),
    clientCert: optional(z.union([Id, z.literal('')]))
      .transform((cert) => cert || undefined)
      .describe('id of the certificate in /keystore/identities that the gateway shows to this upstream'),
    waitPrimaryResponse: optional(z.boolean()),
    statusCodesCheck: Text,
    kafkaClientId: Text,
    kafkaTopic: Text,
  })
  .refine(({ path, pathTransform }) => !(path && pathTransform), {
    path: ['pathTransform'],
    message: because('path-or-transform'),
  })
  .refine(({ type, host }) => type === 'kafka' || host, { path: ['host'], message: because('route-needs-host') })
  .refine(({ type, port }) => type === 'kafka' || port, { path: ['port'], message: because('route-needs-port') })
export type Route = z.infer<typeof Route>

const Alert = z.object({
  condition: z.enum(['status', 'auto-retry-max-attempted']).default('status'),
  status: Text,
  failureRate: optional(z.number()),
  groups: z.array(z.string()).default([]),
  users: z
    .array(
      z.object({
        user: z.string(),
        method: z.enum(['email', 'sms']),
        maxAlerts: z.enum(['no max', '1 per hour', '1 per day']).default('no max'),
      }),
    )
    .default([]),
})

const RewriteRule = z.object({
  fromHost: z.string().min(1),
  toHost: z.string().min(1),
  fromPort: Port.default(80),
  toPort: Port.default(80),
  pathTransform: Text,
})

const fields = {
  name: Name,
  description: Text,
  urlPattern: z
    .string()
    .min(1, because('empty'))
    .max(2000)
    .describe('regular expression, not anchored unless it says so, tested against the path'),
  type: z
    .enum(channelTypes)
    .nullish()
    .transform((type) => type ?? 'http'),
  methods: z
    .array(z.enum(httpMethods))
    .nullish()
    .transform((methods) => methods ?? []),
  priority: optional(z.number().int().min(1)),
  authType: z
    .enum(['private', 'public'])
    .nullish()
    .transform((type) => type ?? 'private'),
  allow: Strings.transform((names) => names.map((name) => name.normalize('NFC'))).describe('roles and client ids'),
  whitelist: Strings.describe('addresses and CIDR ranges, IPv4 and IPv6'),
  matchContentTypes: Strings,
  matchContentRegex: Text,
  matchContentXpath: Text,
  matchContentJson: Text,
  matchContentValue: Text,
  routes: z
    .array(Route)
    .nullish()
    .transform((routes) => routes ?? []),
  requestBody: optional(z.boolean()),
  responseBody: optional(z.boolean()),
  maxBodyAgeDays: optional(z.number().gt(0).lt(36500)),
  maxRecordAgeDays: optional(z.number().gt(0).lt(36500)).describe(
    'transactions older than this are removed, with all that is kept of them',
  ),
  sealBodies: optional(z.boolean()).describe(
    'bodies are kept encrypted, with a key for each month that can be destroyed',
  ),
  demandBodyReason: optional(z.boolean()).describe('who wants to see a body must say why'),
  maxBodyBytes: optional(z.number().int().min(0)).describe('a larger body is treated as whenTooLarge says'),
  whenTooLarge: z
    .enum(['refuse', 'pass'])
    .nullish()
    .transform((policy) => policy ?? 'refuse')
    .describe(
      'refuse: a larger request is answered with 413. pass: it goes on, and of larger bodies, also of answers, only maxBodyBytes are kept, and marked',
    ),
  whenUnrecordable: z
    .enum(['refuse', 'pass'])
    .nullish()
    .transform((policy) => policy ?? 'refuse')
    .describe('what happens to a request that cannot be recorded'),
  timeout: optional(z.number().int().min(1).max(3_600_000)).describe('milliseconds, for every route'),
  isAsynchronousProcess: z
    .boolean()
    .nullish()
    .transform((is) => is ?? false),
  tcpPort: optional(Port),
  tcpHost: Text,
  pollingSchedule: Text,
  properties: z
    .array(z.record(z.string(), z.unknown()))
    .nullish()
    .transform((properties) => properties ?? []),
  txViewAcl: Strings,
  txViewFullAcl: Strings,
  txRerunAcl: Strings,
  alerts: z
    .array(Alert)
    .nullish()
    .transform((alerts) => alerts ?? []),
  status: z
    .enum(['enabled', 'disabled', 'deleted'])
    .nullish()
    .transform((status) => status ?? 'enabled'),
  rewriteUrls: z
    .boolean()
    .nullish()
    .transform((rewrite) => rewrite ?? false),
  addAutoRewriteRules: z
    .boolean()
    .nullish()
    .transform((add) => add ?? true),
  rewriteUrlsConfig: z
    .array(RewriteRule)
    .nullish()
    .transform((rules) => rules ?? []),
  autoRetryEnabled: z
    .boolean()
    .nullish()
    .transform((retry) => retry ?? false),
  autoRetryPeriodMinutes: z
    .number()
    .min(1)
    .nullish()
    .transform((minutes) => minutes ?? 60),
  autoRetryMaxAttempts: optional(z.number().int().min(0)),
  searchKeys: SearchKeys.describe('values that its transactions are found by, also across channels'),
  autoRetryServerErrors: z
    .boolean()
    .nullish()
    .transform((retry) => retry ?? false)
    .describe('retry also what the upstream answered with 5xx'),
}

/** The server sets `updatedBy`; OpenHIM 8 clears bodies itself. */
const notTaken = ['updatedBy', 'lastBodyCleared']

/** A channel as it is sent. What makes its parts fit together is decided in the server's `channels/rules.ts`. */
export const NewChannel = z.object(fields)
tolerate(NewChannel, { ignored: notTaken })
export type NewChannel = z.infer<typeof NewChannel>

/** A shallow change: a key that is sent replaces the stored value, null clears it. */
export const ChannelChanges = tolerate(z.record(z.string(), z.unknown()), { fieldsOf: NewChannel, ignored: notTaken })
export type ChannelChanges = z.infer<typeof ChannelChanges>

export const Channel = z.object({
  ...fields,
  _id: Id,
  updatedBy: z.object({ id: z.string().optional(), name: z.string() }).optional(),
})
export type Channel = z.infer<typeof Channel>

const ChannelAudit = z.object({
  _id: Id,
  ref: Id,
  date: Timestamp,
  ops: z.array(z.object({ op: z.enum(['add', 'replace', 'remove']), path: z.string(), value: z.unknown().optional() })),
  updatedBy: z.object({ name: z.string() }),
})
export type ChannelAudit = z.infer<typeof ChannelAudit>

const one = { resource: 'id', params: byId } as const

export const channelsApi = {
  list: {
    method: 'GET',
    path: '/channels',
    summary: 'List the channels the caller may see, also disabled and deleted ones',
    permission: 'channel-view-all',
    listed: true,
    response: z.array(Channel),
  },
  get: {
    method: 'GET',
    path: '/channels/:id',
    summary: 'Show a channel; route passwords are never shown',
    permission: 'channel-view-all',
    ...one,
    response: Channel,
  },
  create: {
    method: 'POST',
    path: '/channels',
    summary: 'Add a channel',
    permission: 'channel-manage-all',
    maxBody: maxBody.configuration,
    body: NewChannel,
    response: Sentence,
    status: 201,
  },
  update: {
    method: 'PUT',
    path: '/channels/:id',
    summary: 'Change a channel; what is left out stays',
    permission: 'channel-manage-all',
    ...one,
    maxBody: maxBody.configuration,
    body: ChannelChanges,
    response: Sentence,
  },
  remove: {
    method: 'DELETE',
    path: '/channels/:id',
    summary: 'Delete a channel; one that has transactions is kept as deleted',
    permission: 'channel-manage-all',
    ...one,
    response: Sentence,
  },
  audits: {
    method: 'GET',
    path: '/channels/:id/audits',
    summary: 'Show who changed what in a channel, newest first',
    permission: 'audit-trail-view',
    params: byId,
    response: z.array(ChannelAudit),
  },
} as const satisfies Api
