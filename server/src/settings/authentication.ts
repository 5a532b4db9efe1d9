import { z } from 'zod'

const words = z.string().transform((text) => text.split(/\s+/).filter(Boolean))

/** Settings for verifying JSON Web Tokens. */
const jwt = z.strictObject({
  algorithms: words.prefault('').describe('accepted algorithms, separated by spaces, such as "RS256 ES256"'),
  audience: words.prefault('').describe('accepted audiences, separated by spaces'),
  issuer: z.string().default('').describe('required issuer of tokens'),
  secretOrPublicKey: z
    .string()
    .default('')
    .describe('shared secret, PEM public key, or the path of a file with one of them'),
  jwksUri: z.string().default('').describe('address of a JSON Web Key Set'),
  clientClaim: z
    .string()
    .min(1)
    .default('sub')
    .describe('claim with the Client ID, such as "azp" or "client_id" for the client credentials of Keycloak'),
  clockTolerance: z
    .int()
    .min(0)
    .max(600)
    .default(5)
    .describe('maximum difference between the clocks of issuer and server, seconds; it applies to exp and nbf'),
})

const switchable = 'default: the setting in the console (initially on); a value here overrides it'

/** Settings of the authentication methods; an absent switch leaves the choice to the console. */
export const authentication = z.strictObject({
  enableMutualTLSAuthentication: z.boolean().optional().describe(`recognise clients by certificate; ${switchable}`),
  enableBasicAuthentication: z
    .boolean()
    .optional()
    .describe(`recognise clients by Client ID and password; ${switchable}`),
  enableCustomTokenAuthentication: z.boolean().optional().describe(`recognise clients by custom token; ${switchable}`),
  enableJWTAuthentication: z
    .boolean()
    .optional()
    .describe(`recognise clients by JSON Web Token, once a key is configured; ${switchable}`),
  jwt: jwt.prefault({}),
})
