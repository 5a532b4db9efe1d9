import { z } from 'zod'
import type { Api } from './endpoint.ts'

/** Gateway mechanisms, in the order OpenHIM lists them. */
export const mechanisms = ['mutual-tls-auth', 'basic-auth', 'custom-token-auth', 'jwt-auth'] as const
export type Mechanism = (typeof mechanisms)[number]

export const systemApi = {
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
} as const satisfies Api
