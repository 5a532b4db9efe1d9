import { z } from 'zod'
import { type Api, maxBody } from './api/endpoint.ts'
import { byId, Id, Sentence, Timestamp } from './api/shapes.ts'
import { Certificate, exportedLists, Passphrase, Pem, Pkcs12, Subject } from './keystore/certificate.ts'
import { RestartProgress } from './keystore/restart.ts'

export const TrustedCertificate = Certificate.extend({ _id: Id })
export type TrustedCertificate = z.infer<typeof TrustedCertificate>

/** The TLS settings of the gateway's HTTPS listener. */
const TlsPolicy = z.object({
  minVersion: z.string(),
  ciphers: z.array(z.string()).describe('those of TLS 1.2, then those of TLS 1.3, in order of preference'),
  curves: z.array(z.string()),
  apply: z.enum(['restart', 'immediately']),
  lookup: z.enum(['strict', 'in-chain']),
  chainDepth: z.int(),
  mutualTls: z.boolean(),
})

/** A certificate and key with which the gateway authenticates itself to upstreams. Routes refer to it by id. */
export const UpstreamIdentity = Certificate.extend({
  _id: Id,
  channels: z.array(z.string()).describe('names of the channels that use it'),
})
export type UpstreamIdentity = z.infer<typeof UpstreamIdentity>

const IdentitySent = z.union([
  z.object({ cert: Pem, key: Pem, passphrase: Passphrase.optional() }),
  z.object({ pkcs12: Pkcs12, passphrase: Passphrase.default('') }),
])

/** A certificate or a certificate revocation list, with the date on which it expires. */
export const CalendarEntry = z.object({
  kind: z.enum(['server', 'server-chain', 'trusted', 'authority', 'client', 'pinned', 'upstream', 'revocation-list']),
  _id: Id.optional(),
  name: z.string(),
  fingerprint256: z.string().optional(),
  start: Timestamp.optional(),
  end: Timestamp.optional().describe('absent if only the fingerprint is known'),
  daysLeft: z.int().optional().describe('negative after the end'),
  state: z.enum(['good', 'soon', 'urgent', 'expired', 'not-yet', 'revoked', 'replaced', 'unknown']),
  client: z.object({ _id: Id, clientID: z.string() }).optional(),
  breaks: z.string().describe('what stops working after it expires'),
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
      restartRequired: z.boolean().describe('a change takes effect after a restart'),
      waitsFor: z
        .enum(['certificate', 'key', 'passphrase'])
        .optional()
        .describe('the missing part of a new certificate and key; until it is sent, the current pair stays in use'),
      fault: z
        .string()
        .optional()
        .describe('why the stored certificate or its file is not used, and which certificate is used instead'),
    }),
  },
  setServerCertificate: {
    method: 'POST',
    path: '/keystore/cert',
    summary: "Set the server's certificate and its key; the key can also be sent first",
    ...manage,
    maxBody: maxBody.configuration,
    body: z.object({ cert: Pem, key: Pem.optional(), passphrase: Passphrase.optional() }),
    response: Sentence,
    status: 201,
  },
  setServerKey: {
    method: 'POST',
    path: '/keystore/key',
    summary: "Set the key of the server's certificate; the API never returns it",
    ...manage,
    maxBody: maxBody.configuration,
    body: z.object({ key: Pem, passphrase: Passphrase.optional() }),
    response: Sentence,
    status: 201,
  },
  setPassphrase: {
    method: 'POST',
    path: '/keystore/passphrase',
    summary: "Set the passphrase of the server's key, before or after the key; the API never returns it",
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
    exported: exportedLists.trusted,
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
    summary: 'Trust a certificate or a certificate chain; takes effect after a restart',
    ...manage,
    maxBody: maxBody.configuration,
    body: z.object({ cert: Pem }),
    response: Sentence,
    status: 201,
  },
  distrust: {
    method: 'DELETE',
    path: '/keystore/ca/:id',
    summary: 'Remove a trusted certificate; takes effect after a restart',
    ...manage,
    params: byId,
    response: Sentence,
  },
  makeCertificate: {
    method: 'POST',
    path: '/certificates',
    summary:
      'Create a self-signed certificate, for the server or for a client; only this response contains the key of a client',
    ...manage,
    body: z.intersection(
      z.object({ type: z.string().default('client').describe('"server"; any other value means client') }),
      Subject,
    ),
    response: z.object({ certificate: z.string(), key: z.string() }),
    status: 201,
  },
  download: {
    method: 'GET',
    path: '/keystore/certificates/:id/der',
    summary: 'Show a trusted or issued certificate as DER in base64',
    ...view,
    params: byId,
    response: z.object({ der: z.string() }),
  },
  identities: {
    method: 'GET',
    path: '/keystore/identities',
    summary: 'List the certificates with which the gateway authenticates itself to upstreams',
    ...view,
    exported: exportedLists.identities,
    response: z.array(UpstreamIdentity),
  },
  addIdentity: {
    method: 'POST',
    path: '/keystore/identities',
    summary: 'Add a certificate and key for upstreams, as PEM or PKCS#12; the API never returns the key',
    ...manage,
    maxBody: maxBody.configuration,
    body: IdentitySent,
    response: z.object({ _id: Id }),
    status: 201,
  },
  renewIdentity: {
    method: 'PUT',
    path: '/keystore/identities/:id',
    summary: 'Replace a certificate and key for upstreams; its routes use the new one immediately',
    ...manage,
    params: byId,
    maxBody: maxBody.configuration,
    body: IdentitySent,
    response: Sentence,
  },
  removeIdentity: {
    method: 'DELETE',
    path: '/keystore/identities/:id',
    summary: 'Remove a certificate and key for upstreams that no route uses',
    ...manage,
    params: byId,
    response: Sentence,
  },
  calendar: {
    method: 'GET',
    path: '/keystore/calendar',
    summary: 'List every certificate by expiry date, with what stops working after it expires',
    ...view,
    exported: exportedLists.calendar,
    response: z.object({
      warnings: z.int().describe('number of certificates that need attention soon'),
      certificates: z.array(CalendarEntry),
    }),
  },
  tls: {
    method: 'GET',
    path: '/keystore/tls',
    summary: 'Show the TLS settings of the gateway',
    ...view,
    response: TlsPolicy,
  },
  restartProgress: {
    method: 'GET',
    path: '/restart',
    summary: 'Show the progress of the last restart, on all nodes',
    ...view,
    response: RestartProgress,
  },
  restart: {
    method: 'POST',
    path: '/restart',
    summary: 'Restart the gateway workers of all nodes one by one, so that changed certificates take effect',
    ...manage,
    response: Sentence,
  },
} as const satisfies Api
