import { z } from 'zod'
import { type Api, maxBody } from '../api/endpoint.ts'
import { byId, Id, Timestamp } from '../api/shapes.ts'
import { Limits } from '../limits.ts'
import { because } from '../reasons.ts'

/** The kinds of credentials by which the gateway recognises a client. */
export const credentialKinds = ['certificate', 'basic', 'token', 'jwt'] as const
export type CredentialKind = (typeof credentialKinds)[number]

const credentialStates = ['pending', 'active', 'expired', 'revoked'] as const
export type CredentialState = (typeof credentialStates)[number]

/** Each password is verified on its own, so a client has few. */
export const maxCredentials = { certificate: 20, basic: 3, token: 20, jwt: 20 } as const satisfies Record<
  CredentialKind,
  number
>

/** A secret that the server made: `mdy_<kind>_<26 random characters>_<checksum>`. Secret scanners can search for it. */
export const madeSecretPattern = /^mdy_(?:token|basic)_[a-z2-7]{26}_[a-z2-7]{7}$/

/** A credential as the API shows it: never its secret. */
export const Credential = z.object({
  _id: Id,
  kind: z.enum(credentialKinds),
  name: z.string(),
  madeBy: z.object({ id: z.string(), name: z.string() }).nullable().describe('null: it came with the document'),
  madeAt: Timestamp,
  validFrom: Timestamp.nullable(),
  validUntil: Timestamp.nullable(),
  lastUsed: z
    .object({ at: Timestamp, from: z.string() })
    .nullable()
    .describe('when and from which address; a crash can lose up to a minute of it'),
  state: z.enum(credentialStates),
  fingerprint: z.string().optional().describe('of a certificate'),
  subject: z.string().optional().describe('of JSON Web Tokens'),
  successor: Id.optional().describe('the credential that a rotation made'),
  limits: Limits.optional(),
})
export type Credential = z.infer<typeof Credential>

/** A credential that was just made. `secret` is shown this once. */
const MadeCredential = Credential.extend({ secret: z.string().optional() })
export type MadeCredential = z.infer<typeof MadeCredential>

/** The use of a credential, and whether it can be revoked without harm. */
const CredentialUsage = z.object({
  days: z.int(),
  requests: z.int().describe('on these days in UTC, today included'),
  channels: z
    .array(z.object({ _id: Id, requests: z.int() }))
    .describe('the channels that would be affected, as far as the caller may see them'),
  lastUsed: Credential.shape.lastUsed,
  successor: Credential.optional(),
  safe: z.boolean().describe('nobody would notice'),
  reason: z.enum(['ended', 'unused', 'successor-in-use', 'in-use']),
})
export type CredentialUsage = z.infer<typeof CredentialUsage>

/** The owners of the secrets in a text, and what they reached. */
const Leaked = z.object({
  days: z.int(),
  found: z.array(
    z.object({
      client: z.object({ _id: Id, clientID: z.string() }),
      credential: Credential,
      requests: z.int().describe('on these days in UTC, today included'),
      channels: z
        .array(z.object({ _id: Id, requests: z.int() }))
        .describe('the channels that it reached, as far as the caller may see them'),
    }),
  ),
  ofNobody: z.int().describe('secrets of the pattern of Mediary that belong to no client that the caller may manage'),
})

const Instant = z.iso.datetime({ offset: true }).transform((text) => new Date(text).toISOString())

const material = {
  password: z.string().min(1).max(1024).nullish().describe('kind basic; absent: the server makes one'),
  certificate: z.string().max(100_000).nullish().describe('kind certificate: PEM'),
  subject: z.string().trim().min(1, because('empty')).max(255).nullish().describe('kind jwt'),
}
const CredentialMaterial = z.object(material)
export type CredentialMaterial = z.infer<typeof CredentialMaterial>

const NewCredential = z.object({
  kind: z.enum(credentialKinds),
  name: z.string().trim().max(255).nullish(),
  validFrom: Instant.nullish(),
  validUntil: Instant.nullish(),
  ...material,
})
export type NewCredential = z.infer<typeof NewCredential>

const year = 366 * 86_400

const Rotation = z.object({
  overlapSeconds: z.int().min(0).max(year).describe('how long the present credential stays valid'),
  ...material,
})
export type Rotation = z.infer<typeof Rotation>

const oneCredential = byId.extend({ credential: Id })
const manage = { permission: 'client-manage-all', resource: 'id', maxBody: maxBody.form } as const

export const credentialsApi = {
  list: {
    method: 'GET',
    path: '/clients/:id/credentials',
    summary: 'List the credentials of a client, without their secrets',
    permission: 'client-view-all',
    resource: 'id',
    params: byId,
    response: z.array(Credential),
  },
  add: {
    method: 'POST',
    path: '/clients/:id/credentials',
    summary: 'Add a credential; a token, or a password that is not sent, is made by the server and shown once',
    ...manage,
    params: byId,
    body: NewCredential,
    response: MadeCredential,
    status: 201,
  },
  rotate: {
    method: 'POST',
    path: '/clients/:id/credentials/:credential/rotate',
    summary: 'Make the successor of a credential, which ends after the overlap; without an overlap it is revoked',
    ...manage,
    params: oneCredential,
    body: Rotation,
    response: MadeCredential,
    status: 201,
  },
  revoke: {
    method: 'DELETE',
    path: '/clients/:id/credentials/:credential',
    summary: 'Revoke a credential for the very next request',
    permission: 'client-manage-all',
    resource: 'id',
    params: oneCredential,
    response: Credential,
  },
  usage: {
    method: 'GET',
    path: '/clients/:id/credentials/:credential/usage',
    summary: 'Count the requests that used a credential, and tell whether it can be revoked without harm',
    permission: 'client-view-all',
    resource: 'id',
    params: oneCredential,
    query: z.object({ days: z.coerce.number().int().min(1).max(366).default(30) }),
    response: CredentialUsage,
  },
  leaked: {
    method: 'POST',
    path: '/credentials/leaked',
    summary:
      'Find whose tokens and passwords a text holds, and what they reached; the text is not kept. A password is found if the text names its client',
    permission: 'client-manage-all',
    anyResource: true,
    maxBody: maxBody.form,
    body: z.object({
      text: z.string().min(1).max(65_536),
      days: z.int().min(1).max(366).default(30),
    }),
    response: Leaked,
  },
} as const satisfies Api
