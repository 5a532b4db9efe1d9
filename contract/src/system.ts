import { z } from 'zod'
import type { Api } from './api/endpoint.ts'
import { Sentence } from './api/shapes.ts'
import { Explanation } from './problem.ts'

/** The authentication mechanisms of the gateway, in the order of OpenHIM. */
export const mechanisms = ['mutual-tls-auth', 'basic-auth', 'custom-token-auth', 'jwt-auth'] as const
export type Mechanism = (typeof mechanisms)[number]

/** The enabled authentication mechanisms, and the settings for JSON Web Tokens. */
export const AuthenticationSettings = z.object({
  mechanisms: z.array(
    z.object({
      mechanism: z.enum(mechanisms),
      enabled: z.boolean(),
      pinnedBy: z
        .string()
        .optional()
        .describe('the setting or environment variable that decides; absent if the console decides'),
      needsKey: z.boolean().describe('the mechanism cannot be enabled until a key is configured'),
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
    .describe('from the configuration; read-only'),
})
export type AuthenticationSettings = z.infer<typeof AuthenticationSettings>

export const checkNames = ['store', 'gateway', 'changes', 'disk'] as const

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
    summary: 'Liveness probe: restart a process that does not respond',
    permission: 'public',
    response: z.object({ live: z.literal(true) }),
  },
  ready: {
    method: 'GET',
    path: '/ready',
    summary: 'Readiness probe: 200 if requests can be served and recorded, otherwise 503 with the reasons',
    permission: 'public',
    response: z.object({ ready: z.literal(true), checks: z.array(Check) }),
  },
  heartbeat: {
    method: 'GET',
    path: '/heartbeat',
    summary: 'Show how long the server has been running',
    permission: 'public',
    response: z.object({
      master: z.number().describe('seconds since the start of the server'),
      now: z.number().describe('epoch milliseconds'),
      mediators: z
        .record(z.string(), z.number().nullable())
        .optional()
        .describe('URN → uptime in seconds, null without a heartbeat for a minute; absent when there is no mediator'),
    }),
  },
  about: {
    method: 'GET',
    path: '/about',
    summary: 'Show the version, the time zone and the listeners of the server',
    permission: 'signed-in',
    response: z.object({
      currentCoreVersion: z.string(),
      version: z.string(),
      serverTimezone: z.string(),
      gateway: z
        .object({ hostname: z.string(), httpPort: z.int(), httpsPort: z.int() })
        .describe('where clients send their requests'),
      shadow: z.literal(true).optional().describe('present in shadow mode: nothing is forwarded'),
    }),
  },
  authenticationTypes: {
    method: 'GET',
    path: '/authentication/types',
    summary: 'List the enabled authentication mechanisms for clients',
    permission: 'client-view-all',
    response: z.array(z.enum(mechanisms)),
  },
  authentication: {
    method: 'GET',
    path: '/authentication/mechanisms',
    summary: 'Show all authentication mechanisms, whether they are enabled, and which setting decides',
    permission: 'client-view-all',
    exported: { rows: 'mechanisms', columns: ['mechanism', 'enabled', 'pinnedBy', 'needsKey'] },
    response: AuthenticationSettings,
  },
  // The permission is that of credentials: a user who may change all of them also decides which kinds are accepted.
  switchMechanism: {
    method: 'PUT',
    path: '/authentication/mechanisms/:mechanism',
    summary: 'Enable or disable a mechanism from the next request on; 409 if the configuration decides',
    permission: 'client-manage-all',
    params: z.object({ mechanism: z.enum(mechanisms) }),
    body: z.object({ enabled: z.boolean() }),
    response: Sentence,
  },
} as const satisfies Api
