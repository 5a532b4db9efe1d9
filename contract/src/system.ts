import { z } from 'zod'
import type { Api } from './api/endpoint.ts'
import { Sentence } from './api/shapes.ts'
import { Explanation } from './problem.ts'

/** Gateway mechanisms, in the order OpenHIM lists them. */
export const mechanisms = ['mutual-tls-auth', 'basic-auth', 'custom-token-auth', 'jwt-auth'] as const
export type Mechanism = (typeof mechanisms)[number]

/** By which mechanisms clients may authenticate, and how JSON Web Tokens are verified. */
export const AuthenticationSettings = z.object({
  mechanisms: z.array(
    z.object({
      mechanism: z.enum(mechanisms),
      enabled: z.boolean(),
      pinnedBy: z
        .string()
        .optional()
        .describe('the setting or the name of the environment that decides; absent when it is switched in the console'),
      needsKey: z.boolean().describe('it cannot be enabled before a key is configured'),
    }),
  ),
  jwt: z
    .object({
      algorithms: z.array(z.string()),
      audience: z.array(z.string()),
      issuer: z.string(),
      key: z.enum(['none', 'shared secret', 'public key']),
      jwksUri: z.string(),
    })
    .describe('set in the configuration'),
})
export type AuthenticationSettings = z.infer<typeof AuthenticationSettings>

export const checkNames = ['store', 'gateway', 'disk'] as const

/** The result of one readiness check. A failed one says why. */
export const Check = z.object({
  name: z.enum(checkNames),
  ok: z.boolean(),
  ...Explanation.partial().shape,
})
export type Check = z.infer<typeof Check>

export const systemApi = {
  live: {
    method: 'GET',
    path: '/live',
    summary: 'Tell that this process answers; one that does not should be started anew',
    permission: 'public',
    response: z.object({ live: z.literal(true) }),
  },
  ready: {
    method: 'GET',
    path: '/ready',
    summary: 'Tell whether requests can be served and recorded; 503 with the reasons when they cannot',
    permission: 'public',
    response: z.object({ ready: z.literal(true), checks: z.array(Check) }),
  },
  heartbeat: {
    method: 'GET',
    path: '/heartbeat',
    summary: 'Tell that the server is alive',
    permission: 'public',
    response: z.object({
      master: z.number().describe('seconds since the start'),
      now: z.number().describe('epoch milliseconds'),
    }),
  },
  about: {
    method: 'GET',
    path: '/about',
    summary: 'Show the version, the time zone and the doors of the server',
    permission: 'signed-in',
    response: z.object({
      currentCoreVersion: z.string(),
      version: z.string(),
      serverTimezone: z.string(),
      gateway: z
        .object({ hostname: z.string(), httpPort: z.int(), httpsPort: z.int() })
        .describe('where clients send their requests'),
    }),
  },
  authenticationTypes: {
    method: 'GET',
    path: '/authentication/types',
    summary: 'List the mechanisms with which clients may authenticate',
    permission: 'client-view-all',
    response: z.array(z.enum(mechanisms)),
  },
  authentication: {
    method: 'GET',
    path: '/authentication/mechanisms',
    summary: 'Show every mechanism: enabled or not, and what decides',
    permission: 'client-view-all',
    response: AuthenticationSettings,
  },
  // Whoever may set and remove the credentials of every client decides by which of them they may come.
  switchMechanism: {
    method: 'PUT',
    path: '/authentication/mechanisms/:mechanism',
    summary: 'Enable or disable a mechanism; the next request obeys. 409 when the configuration decides',
    permission: 'client-manage-all',
    params: z.object({ mechanism: z.enum(mechanisms) }),
    body: z.object({ enabled: z.boolean() }),
    response: Sentence,
  },
} as const satisfies Api
