import { z } from 'zod'

const words = z.string().transform((text) => text.split(/\s+/).filter(Boolean))

/** How JSON Web Tokens are verified, and which client they name. */
export const jwt = z.strictObject({
  algorithms: words.prefault('').describe('names of accepted algorithms, separated by spaces, such as "RS256 ES256"'),
  audience: words.prefault('').describe('accepted audiences, separated by spaces'),
  issuer: z.string().default('').describe('the issuer that tokens must name'),
  secretOrPublicKey: z
    .string()
    .default('')
    .describe('shared secret, PEM public key, or the path of a file that holds one'),
  jwksUri: z.string().default('').describe('address of a JSON Web Key Set'),
  clientClaim: z
    .string()
    .min(1)
    .default('sub')
    .describe('claim that holds the Client ID, such as "azp" or "client_id" for the client credentials of Keycloak'),
  clockTolerance: z
    .int()
    .min(0)
    .max(600)
    .default(5)
    .describe('seconds by which the clock of the issuer may differ when exp and nbf are checked'),
})
