import { z } from 'zod'
import { type Api, maxBody } from './api/endpoint.ts'
import { byId, Find, Id, Name, optional, optionalList, Sentence, Text, Timestamp, withDefault } from './api/shapes.ts'
import { tolerate } from './api/unknown-fields.ts'
import { Port, Route } from './channels/route.ts'
import { SearchKeys } from './channels/search-keys.ts'
import { Limits } from './limits.ts'
import { Recipient } from './operations/contact-groups.ts'
import { because } from './reasons.ts'

export const channelTypes = ['http', 'tcp', 'tls', 'polling'] as const
export const httpMethods = ['GET', 'HEAD', 'POST', 'PUT', 'DELETE', 'CONNECT', 'OPTIONS', 'TRACE', 'PATCH'] as const

// OpenHIM reads a plain string as a list with one element.
const Strings = z.preprocess(
  (value) => (typeof value === 'string' ? [value] : (value ?? [])),
  z.array(z.string().max(1000)),
)

const Alert = z.object({
  condition: z.enum(['status', 'auto-retry-max-attempted']).default('status'),
  status: Text,
  failureRate: optional(z.number()),
  groups: z.array(z.string()).default([]),
  users: z.array(Recipient).default([]),
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
    .describe('regular expression that the path of a request must match; it is anchored only by ^ and $'),
  type: withDefault(z.enum(channelTypes), 'http'),
  methods: optionalList(z.enum(httpMethods)),
  priority: optional(z.number().int().min(1)),
  authType: withDefault(z.enum(['private', 'public']), 'private'),
  allow: Strings.transform((names) => names.map((name) => name.normalize('NFC'))).describe(
    'roles and client ids that may use the channel',
  ),
  whitelist: Strings.describe('allowed addresses and CIDR ranges, IPv4 and IPv6'),
  corsOrigins: optional(
    z.array(z.string().regex(/^(\*|https?:\/\/[a-z0-9.:[\]-]+)$/, because('not-an-origin'))).max(100),
  ).describe(
    'origins whose pages may call the channel from a browser, such as https://app.example; * means every origin',
  ),
  corsHeaders: optional(z.array(z.string().regex(/^[\w!#$%&'*+.^`|~-]{1,100}$/)).max(100)).describe(
    'headers that these pages may send; by default Authorization and Content-Type',
  ),
  corsCredentials: optional(z.boolean()).describe('these pages may send cookies and client certificates'),
  matchContentTypes: Strings,
  matchContentRegex: Text,
  matchContentXpath: Text,
  matchContentJson: Text,
  matchContentValue: Text,
  routes: optionalList(Route),
  requestBody: optional(z.boolean()),
  responseBody: optional(z.boolean()),
  maxBodyAgeDays: optional(z.number().gt(0).lt(36500)),
  maxRecordAgeDays: optional(z.number().gt(0).lt(36500)).describe('the server removes transactions that are older'),
  sealBodies: optional(z.boolean()).describe(
    'encrypt stored bodies with one key for each month; a destroyed key makes them unreadable',
  ),
  demandBodyReason: optional(z.boolean()).describe('users must give a reason before they see a body'),
  maxBodyBytes: optional(z.number().int().min(0)).describe(
    'maximum size of a body; whenTooLarge decides about larger ones',
  ),
  whenTooLarge: withDefault(z.enum(['refuse', 'pass']), 'refuse').describe(
    'refuse: respond to a larger request with 413. pass: forward it, store only the first maxBodyBytes of a larger request or response body, and mark it as truncated',
  ),
  whenUnrecordable: withDefault(z.enum(['refuse', 'pass']), 'refuse').describe(
    'refuse: reject a request that cannot be recorded. pass: forward it and record it later',
  ),
  timeout: optional(z.number().int().min(1).max(3_600_000)).describe('milliseconds, for each route'),
  limits: optional(Limits).describe('GET /channels/:id/limits shows the use'),
  isAsynchronousProcess: withDefault(z.boolean(), false),
  tcpPort: optional(Port),
  tcpHost: Text,
  tcpProxyProtocol: optional(z.boolean()).describe(
    'expect the PROXY protocol on tcpPort; only trusted proxies may connect then',
  ),
  pollingSchedule: Text,
  properties: optionalList(z.record(z.string(), z.unknown())),
  txViewAcl: Strings,
  txViewFullAcl: Strings,
  txRerunAcl: Strings,
  alerts: optionalList(Alert),
  status: withDefault(z.enum(['enabled', 'disabled', 'deleted']), 'enabled'),
  compressResponses: optional(z.boolean()).describe(
    'compress responses in text with gzip for clients that accept it; the record has them as the upstream sent them',
  ),
  rewriteUrls: withDefault(z.boolean(), false),
  addAutoRewriteRules: withDefault(z.boolean(), true),
  rewriteUrlsConfig: optionalList(RewriteRule),
  autoRetryEnabled: withDefault(z.boolean(), false),
  autoRetryPeriodMinutes: withDefault(z.number().min(1), 60),
  autoRetryMaxAttempts: optional(z.number().int().min(0)),
  searchKeys: SearchKeys.describe('values in requests and responses by which transactions can be found'),
  autoRetryServerErrors: withDefault(z.boolean(), false).describe('also retry when the upstream responds with 5xx'),
}

/** The server sets `updatedBy` and `problem`; OpenHIM 8 clears bodies itself. */
const notTaken = ['updatedBy', 'lastBodyCleared', 'problem']

/** A channel as a caller sends it. The server's `channels/rules.ts` checks that its fields fit together. */
export const NewChannel = z.object(fields)
tolerate(NewChannel, { ignored: notTaken })
export type NewChannel = z.infer<typeof NewChannel>

/** A shallow change: each field replaces the stored value, and null clears it. */
export const ChannelChanges = tolerate(z.record(z.string(), z.unknown()), { fieldsOf: NewChannel, ignored: notTaken })
export type ChannelChanges = z.infer<typeof ChannelChanges>

export const Channel = z.object({
  ...fields,
  _id: Id,
  updatedBy: z.object({ id: z.string().optional(), name: z.string() }).optional(),
  problem: z.string().optional().describe('why the gateway cannot serve the channel; absent: it can'),
})
export type Channel = z.infer<typeof Channel>

const ChannelAudit = z.object({
  _id: Id,
  ref: Id,
  date: Timestamp,
  ops: z.array(z.object({ op: z.enum(['add', 'replace', 'remove']), path: z.string(), value: z.unknown().optional() })),
  updatedBy: z.object({
    _id: z.string().optional().describe('the user; absent in changes of earlier versions'),
    name: z.string(),
  }),
})
export type ChannelAudit = z.infer<typeof ChannelAudit>

const one = { resource: 'id', params: byId } as const

export const channelsApi = {
  list: {
    method: 'GET',
    path: '/channels',
    summary: 'List the channels that the caller may see, including disabled and deleted ones',
    permission: 'channel-view-all',
    listed: true,
    query: z.object({ find: Find }),
    exported: {
      columns: [
        '_id',
        'name',
        'status',
        'urlPattern',
        'methods',
        'type',
        'authType',
        'allow',
        'priority',
        'routes',
        'description',
      ],
      find: ['name', 'urlPattern', 'description', 'allow'],
    },
    response: z.array(Channel),
  },
  get: {
    method: 'GET',
    path: '/channels/:id',
    summary: 'Show a channel without its route passwords',
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
    summary: 'Change a channel; absent fields keep their values',
    permission: 'channel-manage-all',
    ...one,
    maxBody: maxBody.configuration,
    body: ChannelChanges,
    response: Sentence,
  },
  remove: {
    method: 'DELETE',
    path: '/channels/:id',
    summary: 'Delete a channel; a channel with transactions stays with the status deleted',
    permission: 'channel-manage-all',
    ...one,
    response: Sentence,
  },
  audits: {
    method: 'GET',
    path: '/channels/:id/audits',
    summary: 'List the changes of a channel and their authors, newest first, as operations of RFC 6902',
    permission: 'audit-trail-view',
    params: byId,
    response: z.array(ChannelAudit),
  },
} as const satisfies Api
