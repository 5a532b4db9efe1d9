import { z } from 'zod'
import { type Api, maxBody } from './api/endpoint.ts'
import { byId, Id, Sentence, Timestamp } from './api/shapes.ts'
import { because } from './reasons.ts'

/** PEM text, or base64 of DER. */
const Pem = z.string().min(1).max(200_000)
const Passphrase = z.string().max(1024)
/** A PKCS#12 file (.p12, .pfx), base64. */
const Pkcs12 = z.string().min(1).max(400_000)

const part = (most: number) => z.string().trim().min(1).max(most).optional()

/** Whom a certificate names. OpenHIM's console leaves out what it does not know, or sends it empty. */
export const Subject = z.preprocess(
  (sent) =>
    typeof sent === 'object' && sent !== null
      ? Object.fromEntries(Object.entries(sent).filter(([, value]) => value !== '' && value !== null))
      : sent,
  z.object({
    commonName: z.string().trim().min(1).max(64),
    country: z
      .string()
      .trim()
      .toUpperCase()
      .regex(/^[A-Z]{2}$/, because('must-be-country-code'))
      .optional(),
    state: part(128),
    locality: part(128),
    organization: part(64),
    organizationUnit: part(64),
    emailAddress: part(254),
    days: z.coerce.number().int().min(1).max(3650).default(365),
    keyType: z.enum(['ec', 'rsa']).default('ec').describe('EC P-256, or RSA with 3072 bits'),
  }),
)
export type Subject = z.infer<typeof Subject>

export const Certificate = z.object({
  commonName: z.string().optional(),
  country: z.string().optional(),
  state: z.string().optional(),
  locality: z.string().optional(),
  organization: z.string().optional(),
  organizationUnit: z.string().optional(),
  emailAddress: z.string().optional(),
  subjectAltNames: z.array(z.string()),
  validity: z.object({ start: Timestamp, end: Timestamp }),
  data: z.string().describe('PEM'),
  fingerprint: z.string().describe('SHA-1, as OpenHIM shows it'),
  fingerprint256: z.string(),
})
export type Certificate = z.infer<typeof Certificate>

export const TrustedCertificate = Certificate.extend({ _id: Id })
export type TrustedCertificate = z.infer<typeof TrustedCertificate>

/** What the gateway offers to clients that call it over HTTPS. */
const TlsPolicy = z.object({
  minVersion: z.string(),
  ciphers: z.array(z.string()).describe('of TLS 1.2, then of TLS 1.3, the most wanted first'),
  curves: z.array(z.string()),
  apply: z.enum(['restart', 'immediately']),
  lookup: z.enum(['strict', 'in-chain']),
  chainDepth: z.int(),
  mutualTls: z.boolean(),
})

export const RestartProgress = z.object({
  state: z.enum(['none', 'running', 'done', 'failed']),
  replaced: z.int().describe('workers that have been replaced so far'),
  of: z.int().describe('workers that are to be replaced'),
  startedAt: Timestamp.optional(),
  finishedAt: Timestamp.optional(),
})
export type RestartProgress = z.infer<typeof RestartProgress>

/** A certificate and key with which the gateway authenticates itself to upstreams whose routes name it. */
export const UpstreamIdentity = Certificate.extend({ _id: Id, channels: z.array(z.string()).describe('that use it') })
export type UpstreamIdentity = z.infer<typeof UpstreamIdentity>

const IdentitySent = z.union([
  z.object({ cert: Pem, key: Pem, passphrase: Passphrase.optional() }),
  z.object({ pkcs12: Pkcs12, passphrase: Passphrase.default('') }),
])

/** One certificate of the calendar, or a list of revoked ones that has to be renewed too. */
export const CalendarEntry = z.object({
  kind: z.enum(['server', 'server-chain', 'trusted', 'authority', 'client', 'pinned', 'upstream', 'revocation-list']),
  _id: Id.optional(),
  name: z.string(),
  fingerprint256: z.string().optional(),
  start: Timestamp.optional(),
  end: Timestamp.optional().describe('absent when only the fingerprint is known'),
  daysLeft: z.int().optional().describe('negative once it has ended'),
  state: z.enum(['good', 'soon', 'urgent', 'expired', 'not-yet', 'revoked', 'replaced', 'unknown']),
  client: z.object({ _id: Id, clientID: z.string() }).optional(),
  breaks: z.string().describe('what stops working when it ends'),
})
export type CalendarEntry = z.infer<typeof CalendarEntry>

const view = { permission: 'certificates-view' } as const
const manage = { permission: 'certificates-manage' } as const

export const keystoreApi = {
  serverCertificate: {
    method: 'GET',
    path: '/keystore/cert',
    summary: "Show the server's certificate",
    ...view,
    response: Certificate.extend({
      watchFSForCert: z.boolean(),
      restartRequired: z.boolean().describe('a change waits for a restart'),
      waitsFor: z
        .enum(['certificate', 'key', 'passphrase'])
        .optional()
        .describe('what is missing of a pair that was sent in part; until it comes the pair shown here stays'),
      fault: z
        .string()
        .optional()
        .describe('why the stored certificate or its file is not used, and which one serves in its place'),
    }),
  },
  setServerCertificate: {
    method: 'POST',
    path: '/keystore/cert',
    summary: "Set the server's certificate and, with it or before it, its key",
    ...manage,
    maxBody: maxBody.configuration,
    body: z.object({ cert: Pem, key: Pem.optional(), passphrase: Passphrase.optional() }),
    response: Sentence,
    status: 201,
  },
  setServerKey: {
    method: 'POST',
    path: '/keystore/key',
    summary: "Set the key of the server's certificate; it is never shown",
    ...manage,
    maxBody: maxBody.configuration,
    body: z.object({ key: Pem, passphrase: Passphrase.optional() }),
    response: Sentence,
    status: 201,
  },
  setPassphrase: {
    method: 'POST',
    path: '/keystore/passphrase',
    summary: "Send the passphrase of the server's key, after the key or before it; it is never shown",
    ...manage,
    body: z.object({ passphrase: Passphrase }),
    response: Sentence,
    status: 201,
  },
  setPkcs12: {
    method: 'POST',
    path: '/keystore/pkcs12',
    summary: "Set the server's certificate and key from a PKCS#12 file",
    ...manage,
    maxBody: maxBody.configuration,
    body: z.object({ pkcs12: Pkcs12, passphrase: Passphrase.default('') }),
    response: Sentence,
    status: 201,
  },
  validity: {
    method: 'GET',
    path: '/keystore/validity',
    summary: "Tell whether the server's key and certificate match",
    ...manage,
    response: z.object({ valid: z.boolean() }),
  },
  trusted: {
    method: 'GET',
    path: '/keystore/ca',
    summary: 'List the trusted certificates',
    ...view,
    response: z.array(TrustedCertificate),
  },
  trustedOne: {
    method: 'GET',
    path: '/keystore/ca/:id',
    summary: 'Show a trusted certificate',
    ...view,
    params: byId,
    response: TrustedCertificate,
  },
  trust: {
    method: 'POST',
    path: '/keystore/ca/cert',
    summary: 'Trust a certificate or a chain; takes effect with the next restart',
    ...manage,
    maxBody: maxBody.configuration,
    body: z.object({ cert: Pem }),
    response: Sentence,
    status: 201,
  },
  distrust: {
    method: 'DELETE',
    path: '/keystore/ca/:id',
    summary: 'Remove a trusted certificate; takes effect with the next restart',
    ...manage,
    params: byId,
    response: Sentence,
  },
  makeCertificate: {
    method: 'POST',
    path: '/certificates',
    summary: 'Make a certificate that signs itself: for the server, or for a client, whose key is shown this once',
    ...manage,
    body: z.intersection(z.object({ type: z.string().default('client').describe('"server", else client') }), Subject),
    response: z.object({ certificate: z.string(), key: z.string() }),
    status: 201,
  },
  download: {
    method: 'GET',
    path: '/keystore/certificates/:id/der',
    summary: 'Show a trusted or issued certificate as DER, in base64',
    ...view,
    params: byId,
    response: z.object({ der: z.string() }),
  },
  identities: {
    method: 'GET',
    path: '/keystore/identities',
    summary: 'List the certificates with which the gateway authenticates itself to upstreams',
    ...view,
    response: z.array(UpstreamIdentity),
  },
  addIdentity: {
    method: 'POST',
    path: '/keystore/identities',
    summary: 'Add a certificate and key for upstreams: PEM, or PKCS#12; the key is never shown',
    ...manage,
    maxBody: maxBody.configuration,
    body: IdentitySent,
    response: z.object({ _id: Id }),
    status: 201,
  },
  renewIdentity: {
    method: 'PUT',
    path: '/keystore/identities/:id',
    summary: 'Replace a certificate and key for upstreams; the routes that name it use the new one at once',
    ...manage,
    params: byId,
    maxBody: maxBody.configuration,
    body: IdentitySent,
    response: Sentence,
  },
  removeIdentity: {
    method: 'DELETE',
    path: '/keystore/identities/:id',
    summary: 'Remove a certificate and key for upstreams that no route names',
    ...manage,
    params: byId,
    response: Sentence,
  },
  calendar: {
    method: 'GET',
    path: '/keystore/calendar',
    summary: 'List every certificate by the days it has left, with what stops working when it ends',
    ...view,
    response: z.object({
      warnings: z.int().describe('how many need somebody soon'),
      certificates: z.array(CalendarEntry),
    }),
  },
  tls: {
    method: 'GET',
    path: '/keystore/tls',
    summary: 'Show the TLS policy of the gateway',
    ...view,
    response: TlsPolicy,
  },
  restartProgress: {
    method: 'GET',
    path: '/restart',
    summary: 'Tell how far the last restart has come',
    ...view,
    response: RestartProgress,
  },
  restart: {
    method: 'POST',
    path: '/restart',
    summary: 'Replace the gateway workers one after the other, so that changed certificates take effect',
    ...manage,
    response: Sentence,
  },
} as const satisfies Api
