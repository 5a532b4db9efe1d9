// The issuers of JSON Web Tokens, such as identity providers, whose tokens the gateway accepts.
import { z } from 'zod'
import { type Api, maxBody } from '../api/endpoint.ts'
import { listKeys } from '../api/records.ts'
import { Id, Identifier, Name, Sentence, withDefault } from '../api/shapes.ts'
import { because } from '../reasons.ts'

/** The algorithms with a shared secret, and the least length of the secret in bytes (RFC 7518 section 3.2). */
export const secretAlgorithms = { HS256: 32, HS384: 48, HS512: 64 } as const

/** The algorithms with a public key. */
export const publicKeyAlgorithms = [
  'RS256',
  'RS384',
  'RS512',
  'PS256',
  'PS384',
  'PS512',
  'ES256',
  'ES384',
  'ES512',
  'EdDSA',
  'Ed25519',
] as const

const algorithms = ['HS256', 'HS384', 'HS512', ...publicKeyAlgorithms] as const
const maxKeys = 16

/** How the values of a claim narrow a client to some of its roles. */
const RoleMapping = z.object({
  claim: z
    .string()
    .min(1)
    .max(200)
    .describe('such as "scope", or with dots for a claim inside of others: "realm_access.roles"'),
  values: z
    .record(z.string().max(200), z.array(Identifier).max(100))
    .nullable()
    .describe('the roles, or the Client ID, for which each value stands; null: each value is the name of a role'),
})
export type RoleMapping = z.infer<typeof RoleMapping>

const issuerFields = {
  name: Name,
  issuer: z.string().min(1).max(1000).describe('the claim "iss" of its tokens, exactly'),
  algorithms: z.array(z.enum(algorithms)).min(1).max(algorithms.length),
  audience: z.array(z.string().min(1).max(1000)).max(50).describe('accepted audiences; empty: any'),
  clientClaim: z
    .string()
    .min(1)
    .max(200)
    .describe('the claim that names the client: "sub", "azp", "client_id" or another'),
  leewaySeconds: z.int().min(0).max(600).describe('by how much the clocks may differ'),
  jwksUri: z.string().optional(),
  publicKeys: z.array(z.string()).describe('PEM'),
  roles: RoleMapping.nullable().describe('null: a token stands for the whole client'),
}

export const TokenIssuer = z.object({
  ...issuerFields,
  _id: Id.or(z.literal('configuration')),
  key: z.enum(['shared secret', 'public keys', 'key set']),
  fromConfiguration: z.boolean().describe('it is given by authentication.jwt of the settings: read-only'),
  issuer: z
    .string()
    .describe('the claim "iss" of its tokens; empty, only in the settings: any that has no issuer here'),
  algorithms: z.array(z.string()),
})
export type TokenIssuer = z.infer<typeof TokenIssuer>

const Address = z
  .string()
  .trim()
  .max(2000)
  .refine((text) => /^https?:$/.test(URL.parse(text)?.protocol ?? ''), because('must-be-url'))

export const NewTokenIssuer = z.object({
  ...issuerFields,
  audience: withDefault(issuerFields.audience, []),
  clientClaim: withDefault(issuerFields.clientClaim, 'sub'),
  leewaySeconds: withDefault(issuerFields.leewaySeconds, 5),
  secret: z
    .string()
    .max(1024)
    .optional()
    .describe('for HS256, HS384 and HS512: at least 32, 48 or 64 bytes; write-only, and an absent one stays'),
  jwksUri: Address.optional().describe('the address of a JSON Web Key Set'),
  publicKeys: withDefault(z.array(z.string().max(20_000)).max(maxKeys), []),
  roles: withDefault(RoleMapping.nullable(), null),
})
export type NewTokenIssuer = z.infer<typeof NewTokenIssuer>

const view = { permission: 'client-view-all' } as const
// As for the mechanisms: who may change all clients also decides who vouches for them.
const manage = { permission: 'client-manage-all', maxBody: maxBody.configuration } as const
const one = { params: z.object({ issuer: Id }) } as const

export const tokenIssuersApi = {
  list: {
    method: 'GET',
    path: '/authentication/issuers',
    summary: 'List the issuers whose JSON Web Tokens the gateway accepts; that of the settings comes first',
    ...view,
    exported: { columns: listKeys(TokenIssuer.shape) },
    response: z.array(TokenIssuer),
  },
  create: {
    method: 'POST',
    path: '/authentication/issuers',
    summary: 'Accept the JSON Web Tokens of a further issuer, from the next request on',
    ...manage,
    body: NewTokenIssuer,
    response: z.object({ _id: Id }),
    status: 201,
  },
  update: {
    method: 'PUT',
    path: '/authentication/issuers/:issuer',
    summary:
      'Replace the settings of an issuer; its secret stays unless one is sent, as does an address sent as it was shown',
    ...manage,
    ...one,
    body: NewTokenIssuer,
    response: Sentence,
  },
  remove: {
    method: 'DELETE',
    path: '/authentication/issuers/:issuer',
    summary: 'Refuse the tokens of an issuer from the next request on',
    permission: 'client-manage-all',
    ...one,
    response: Sentence,
  },
} as const satisfies Api
