import { z } from 'zod'
import { type Api, maxBody } from '../api/endpoint.ts'
import { byId, Id, Sentence, Timestamp } from '../api/shapes.ts'
import { Certificate, certificateColumns, Subject } from './certificate.ts'

const Csr = z.string().min(1).max(20_000).describe('PKCS#10, PEM')
const days = z.coerce.number().int().min(1).max(3650)

/** A certificate authority of this installation. The newest one signs; certificates of the others stay valid. */
export const Authority = Certificate.extend({ _id: Id, signs: z.boolean() })
export type Authority = z.infer<typeof Authority>

/** The ways to issue a certificate: from a certificate request, with a key made by the server, or with a one-time code. */
export const issuedHow = ['request', 'key', 'enrolment'] as const

export const IssuedCertificate = Certificate.extend({
  _id: Id,
  client: Id,
  clientID: z.string().optional().describe('absent if the client was deleted; the certificate is then useless'),
  serialNumber: z.string(),
  how: z.enum(issuedHow),
  issuedAt: Timestamp,
  firstUsed: Timestamp.optional().describe('first request that was authenticated with it'),
  revokedAt: Timestamp.optional(),
  reason: z.string().optional().describe('why it was revoked'),
})
export type IssuedCertificate = z.infer<typeof IssuedCertificate>

const issuedColumns = ['clientID', 'serialNumber', 'how', 'issuedAt', 'firstUsed', 'revokedAt', 'reason']

export const Enrolment = z.object({
  _id: Id,
  client: Id,
  clientID: z.string().optional(),
  made: Timestamp,
  expires: Timestamp,
  state: z
    .enum(['open', 'used', 'expired', 'spoilt'])
    .describe('spoilt: too many certificate requests could not be signed'),
  usedAt: Timestamp.optional(),
  usedFrom: z.string().optional().describe('address that used the code'),
  certificate: Id.optional(),
  firstUsed: Timestamp.optional().describe('first request that was authenticated with the certificate'),
})
export type Enrolment = z.infer<typeof Enrolment>

export const RevocationList = z.object({
  _id: Id,
  issuer: z.string(),
  thisUpdate: Timestamp,
  nextUpdate: Timestamp.optional(),
  revoked: z.int().describe('number of certificates in the list'),
})
export type RevocationList = z.infer<typeof RevocationList>

const view = { permission: 'certificates-view' } as const
const manage = { permission: 'certificates-manage' } as const
const chain = z.string().describe('the certificate of the authority, PEM')

export const authorityApi = {
  list: {
    method: 'GET',
    path: '/authority',
    summary: 'List the certificate authorities of this installation, newest first',
    ...view,
    exported: { columns: [...certificateColumns, 'signs'] },
    response: z.array(Authority),
  },
  make: {
    method: 'POST',
    path: '/authority',
    summary: 'Create a certificate authority for client certificates; earlier ones stay trusted but no longer sign',
    ...manage,
    body: Subject,
    response: z.object({ _id: Id }),
    status: 201,
  },
  issued: {
    method: 'GET',
    path: '/authority/certificates',
    summary: 'List the certificates issued to clients, newest first',
    ...view,
    query: z.object({ client: Id.optional() }),
    exported: { columns: [...certificateColumns, ...issuedColumns] },
    response: z.array(IssuedCertificate),
  },
  issue: {
    method: 'POST',
    path: '/authority/certificates',
    summary:
      'Issue a certificate to a client, from its certificate request or with a new key; only this response contains the key',
    ...manage,
    maxBody: maxBody.form,
    body: z.object({
      client: Id,
      csr: Csr.optional(),
      keyType: z.enum(['ec', 'rsa']).default('ec'),
      days: days.default(365),
      passphrase: z
        .string()
        .min(8)
        .max(1024)
        .optional()
        .describe('passphrase of the PKCS#12 file; if absent, the response contains no such file'),
    }),
    response: z.object({
      _id: Id,
      certificate: z.string(),
      chain,
      key: z.string().optional(),
      pkcs12: z.string().optional().describe('base64'),
    }),
    status: 201,
  },
  revoke: {
    method: 'POST',
    path: '/authority/certificates/:id/revoke',
    summary: 'Revoke an issued certificate; the gateway refuses the next request with it',
    ...manage,
    params: byId,
    body: z.object({ reason: z.string().trim().max(200).optional() }),
    response: Sentence,
  },
  ownList: {
    method: 'GET',
    path: '/authority/crl',
    summary: 'Show the certificate revocation list of the own authority as PEM',
    permission: 'public',
    response: z.string(),
  },
  lists: {
    method: 'GET',
    path: '/authority/revocation-lists',
    summary: 'List the imported revocation lists of other authorities',
    ...view,
    exported: { columns: ['_id', 'issuer', 'revoked', 'thisUpdate', 'nextUpdate'] },
    response: z.array(RevocationList),
  },
  importList: {
    method: 'POST',
    path: '/authority/revocation-lists',
    summary: 'Import the revocation list of a trusted authority, as PEM or base64 of DER; it replaces an older one',
    ...manage,
    maxBody: maxBody.revocationList,
    body: z.object({ crl: z.string().min(1).max(10_000_000) }),
    response: z.object({ _id: Id }),
    status: 201,
  },
  removeList: {
    method: 'DELETE',
    path: '/authority/revocation-lists/:id',
    summary: 'Remove an imported revocation list; the gateway accepts its certificates again',
    ...manage,
    params: byId,
    response: Sentence,
  },
  enrolments: {
    method: 'GET',
    path: '/authority/enrolments',
    summary: 'List the one-time codes for clients without the codes themselves, newest first',
    ...view,
    query: z.object({ client: Id.optional() }),
    exported: { columns: ['_id', 'clientID', 'state', 'made', 'expires', 'usedAt', 'usedFrom', 'firstUsed'] },
    response: z.array(Enrolment),
  },
  invite: {
    method: 'POST',
    path: '/authority/enrolments',
    summary: 'Create a one-time code with which a client gets its certificate; only this response contains it',
    ...manage,
    body: z.object({ client: Id, hours: z.coerce.number().int().min(1).max(168).default(24), days: days.default(365) }),
    response: z.object({
      _id: Id,
      code: z.string(),
      expires: Timestamp,
      openssl: z.string().describe('command for the client: creates the key and the certificate request'),
      curl: z.string().describe('command for the client: sends the request and stores the certificate'),
    }),
    status: 201,
  },
  enrol: {
    method: 'POST',
    path: '/authority/enrol',
    summary: 'Use a one-time code: sign the certificate request of its client',
    permission: 'public',
    body: z.object({ code: z.string().min(1).max(100), csr: Csr }),
    maxBody: 25_000,
    response: z.object({ certificate: z.string(), chain }),
    status: 201,
  },
  withdraw: {
    method: 'DELETE',
    path: '/authority/enrolments/:id',
    summary: 'Withdraw a one-time code',
    ...manage,
    params: byId,
    response: Sentence,
  },
} as const satisfies Api
