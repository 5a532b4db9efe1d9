import { z } from 'zod'
import { type Api, maxBody } from '../api/endpoint.ts'
import { byId, Id, Sentence, Timestamp } from '../api/shapes.ts'
import { Certificate, Subject } from '../keystore.ts'

const Csr = z.string().min(1).max(20_000).describe('PKCS#10, PEM')
const days = z.coerce.number().int().min(1).max(3650)

/** An authority of this installation. The newest one signs; the others still vouch for what they have issued. */
export const Authority = Certificate.extend({ _id: Id, signs: z.boolean() })
export type Authority = z.infer<typeof Authority>

/** How a certificate came about: from a request of the client, with a key that we made, or by a one-time code. */
export const issuedHow = ['request', 'key', 'enrolment'] as const

export const IssuedCertificate = Certificate.extend({
  _id: Id,
  client: Id,
  clientID: z
    .string()
    .optional()
    .describe('absent when the client was deleted, and with it the use of the certificate'),
  serialNumber: z.string(),
  how: z.enum(issuedHow),
  issuedAt: Timestamp,
  firstUsed: Timestamp.optional().describe('the first request that it authenticated'),
  revokedAt: Timestamp.optional(),
  reason: z.string().optional().describe('why it was revoked'),
})
export type IssuedCertificate = z.infer<typeof IssuedCertificate>

export const Enrolment = z.object({
  _id: Id,
  client: Id,
  clientID: z.string().optional(),
  made: Timestamp,
  expires: Timestamp,
  state: z.enum(['open', 'used', 'expired', 'spoilt']).describe('spoilt: too many requests that could not be signed'),
  usedAt: Timestamp.optional(),
  usedFrom: z.string().optional().describe('the address that used the code'),
  certificate: Id.optional(),
  firstUsed: Timestamp.optional().describe('the first request that the certificate authenticated'),
})
export type Enrolment = z.infer<typeof Enrolment>

export const RevocationList = z.object({
  _id: Id,
  issuer: z.string(),
  thisUpdate: Timestamp,
  nextUpdate: Timestamp.optional(),
  revoked: z.int().describe('how many certificates it names'),
})
export type RevocationList = z.infer<typeof RevocationList>

const view = { permission: 'certificates-view' } as const
const manage = { permission: 'certificates-manage' } as const
const chain = z.string().describe('the certificate of the authority, PEM')

export const authorityApi = {
  list: {
    method: 'GET',
    path: '/authority',
    summary: 'List the authorities of this installation, newest first',
    ...view,
    response: z.array(Authority),
  },
  make: {
    method: 'POST',
    path: '/authority',
    summary: 'Make an authority that issues certificates to clients; an earlier one stays trusted and signs no more',
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
    response: z.array(IssuedCertificate),
  },
  issue: {
    method: 'POST',
    path: '/authority/certificates',
    summary: 'Issue a certificate to a client: from its request, or with a key that is shown this once',
    ...manage,
    maxBody: maxBody.form,
    body: z.object({
      client: Id,
      csr: Csr.optional(),
      keyType: z.enum(['ec', 'rsa']).default('ec'),
      days: days.default(365),
      passphrase: z.string().min(8).max(1024).optional().describe('of the PKCS#12 file; without it there is none'),
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
    summary: 'Revoke an issued certificate: the very next request with it is refused',
    ...manage,
    params: byId,
    body: z.object({ reason: z.string().trim().max(200).optional() }),
    response: Sentence,
  },
  ownList: {
    method: 'GET',
    path: '/authority/crl',
    summary: 'Show the list of revoked certificates of our own authority, PEM',
    permission: 'public',
    response: z.string(),
  },
  lists: {
    method: 'GET',
    path: '/authority/revocation-lists',
    summary: 'List the revocation lists imported from other authorities',
    ...view,
    response: z.array(RevocationList),
  },
  importList: {
    method: 'POST',
    path: '/authority/revocation-lists',
    summary: 'Import a revocation list of a trusted authority, PEM or base64 of DER; it replaces an older one',
    ...manage,
    maxBody: maxBody.revocationList,
    body: z.object({ crl: z.string().min(1).max(10_000_000) }),
    response: z.object({ _id: Id }),
    status: 201,
  },
  removeList: {
    method: 'DELETE',
    path: '/authority/revocation-lists/:id',
    summary: 'Remove an imported revocation list: what it revoked is accepted again',
    ...manage,
    params: byId,
    response: Sentence,
  },
  enrolments: {
    method: 'GET',
    path: '/authority/enrolments',
    summary: 'List the one-time codes for clients, newest first; the codes themselves are never shown',
    ...view,
    query: z.object({ client: Id.optional() }),
    response: z.array(Enrolment),
  },
  invite: {
    method: 'POST',
    path: '/authority/enrolments',
    summary: 'Make a one-time code with which a client gets its certificate; it is shown this once',
    ...manage,
    body: z.object({ client: Id, hours: z.coerce.number().int().min(1).max(168).default(24), days: days.default(365) }),
    response: z.object({
      _id: Id,
      code: z.string(),
      expires: Timestamp,
      openssl: z.string().describe('makes the key and the request on the machine of the client'),
      curl: z.string().describe('sends the request and writes the certificate'),
    }),
    status: 201,
  },
  enrol: {
    method: 'POST',
    path: '/authority/enrol',
    summary: 'Spend a one-time code: sign the request of the client that the code was made for',
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
