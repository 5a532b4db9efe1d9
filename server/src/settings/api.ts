import { z } from 'zod'
import { port } from './port.ts'

/** The settings of the management API and the console. */
export const api = z.strictObject({
  enabled: z.boolean().default(true).describe('serve the management API and the console'),
  host: z.string().default('127.0.0.1').describe('address the management API listens on'),
  port: port.default(8080).describe('port of the management API and the console; off closes it'),
  protocol: z.enum(['http', 'https']).optional().describe('default: http on loopback, https elsewhere'),
  allowedOrigins: z.array(z.url()).default([]).describe('other origins whose pages may call the API with cookies'),
  allowedHosts: z
    .array(z.string().min(1).max(253))
    .default([])
    .describe('further host names by which the API and the console are called'),
  maxPayloadSizeMB: z
    .number()
    .positive()
    .max(500)
    .default(50)
    .describe('maximum size of a request body of the API, MiB'),
  maxAge: z.int().min(60_000).default(7_200_000).describe('milliseconds without use after which a session ends'),
  tokenAuthentication: z
    .boolean()
    .default(false)
    .describe('users with a password hash of OpenHIM may sign in with its token headers (auth-token and others)'),
  authWindowSeconds: z
    .int()
    .min(1)
    .max(60)
    .default(10)
    .describe('seconds by which the time in a token header may differ; a token is accepted as long'),
  passwordOnlyForPrograms: z
    .boolean()
    .default(false)
    .describe('users with a second factor may still call the API with Basic or token headers, without a code'),
  basePath: z
    .string()
    .regex(/^(?:\/[\w.~-]+)*$/, 'must be empty, or a path such as /him without a slash at the end')
    .default('')
    .describe('path of a proxy below which the API and the console stand; X-Forwarded-Prefix of a trusted proxy wins'),
  trustProxy: z
    .boolean()
    .default(false)
    .describe('earlier name: true trusts one proxy before the management API; use trustedProxies'),
})
