import { z } from 'zod'
import { isAddressOrNetwork } from '../platform/network/address-rule.ts'
import { api } from './api.ts'
import { auditing } from './auditing.ts'
import { authentication } from './authentication.ts'
import { coldBodies } from './cold-bodies.ts'
import { router, tls } from './router.ts'
import { tracing } from './tracing.ts'

const whatProxiesAre = 'must list addresses and networks, such as 10.0.0.0/8, or be a number of proxies from 1 to 10'
const trustedProxies = z.union(
  [z.int().min(1).max(10), z.array(z.string().refine(isAddressOrNetwork, whatProxiesAre)).max(1000)],
  {
    error: whatProxiesAre,
  },
)
const isTimeZone = (name: string) => {
  try {
    return Boolean(new Intl.DateTimeFormat('en', { timeZone: name }))
  } catch {
    return false
  }
}
const pollingSettings = z.strictObject({
  enabled: z.boolean().default(true).describe('this node takes part in polling; one of these nodes polls each time'),
})

/** Every setting, with its default. The reference page is generated from this schema. */
export const Settings = z.strictObject({
  data: z
    .string()
    .min(1)
    .default('./data')
    .describe('folder of the store, the keys and the secrets of the installation'),
  databaseUrl: z
    .string()
    .min(1)
    .optional()
    .describe(
      'path of an SQLite file, or postgres://… with one host or several; default: mediary.db in the data folder',
    ),
  durability: z
    .enum(['normal', 'full'])
    .default('normal')
    .describe(
      'normal: a loss of power can lose the last moments; full: it loses nothing, and every commit waits for the disk',
    ),
  installationKey: z
    .string()
    .regex(/^[0-9a-f]{64}$/i, 'must be 64 hexadecimal characters')
    .optional()
    .describe(
      'key that encrypts secrets; needed for several nodes on one database; default: created in the data folder',
    ),
  bodyKeys: z
    .string()
    .min(1)
    .optional()
    .describe('folder with the keys of sealed bodies, shared by all nodes; default: body-keys in the data folder'),
  workers: z.int().min(1).max(256).optional().describe('number of gateway workers; default: one per core'),
  shutdownSeconds: z
    .number()
    .min(0)
    .max(3600)
    .default(30)
    .describe('seconds for requests under way after SIGTERM; connections that are left then are closed'),
  admin: z
    .strictObject({
      email: z.string().optional().describe('e-mail address of the first user, for unattended installations'),
      password: z.string().min(8, 'must have at least 8 characters').optional().describe('password of the first user'),
    })
    .prefault({}),
  trustedProxies: trustedProxies
    .default([])
    .describe(
      'proxies before the gateway and the API whose X-Forwarded-* headers and PROXY protocol are trusted: addresses and networks, or their number',
    ),
  api: api.prefault({}),
  router: router.prefault({}),
  shadow: z
    .boolean()
    .default(false)
    .describe('shadow mode, beside another gateway: decide about copies of requests, record them, forward nothing'),
  polling: pollingSettings.prefault({}),
  authentication: authentication.prefault({}),
  tlsClientLookup: z
    .strictObject({
      type: z
        .enum(['strict', 'in-chain'])
        .default('strict')
        .describe('strict: the certificate of the client identifies it; in-chain: an authority above it can, too'),
      depth: z
        .int()
        .min(0)
        .max(10)
        .default(3)
        .describe('maximum number of intermediates between the certificate of a client and a trusted one'),
    })
    .prefault({}),
  certificates: z
    .strictObject({
      apply: z.enum(['restart', 'immediately']).default('restart').describe('when changed certificates take effect'),
      warnDays: z
        .int()
        .min(1)
        .max(365)
        .default(30)
        .describe('days before its expiry from which the log warns of a certificate'),
    })
    .prefault({}),
  certificateManagement: z
    .strictObject({
      watchFSForCert: z
        .boolean()
        .default(false)
        .describe('read the certificate and key of the server from files, and watch them'),
      certPath: z
        .string()
        .default('')
        .describe('server certificate with its chain, such as /etc/letsencrypt/live/NAME/fullchain.pem'),
      keyPath: z
        .string()
        .default('')
        .describe('key of the server certificate, such as /etc/letsencrypt/live/NAME/privkey.pem'),
    })
    .prefault({}),
  tls: tls.prefault({}),
  compat: z
    .strictObject({
      openhim: z
        .boolean()
        .default(false)
        .describe('answer 401 and 500 where OpenHIM does, instead of 403, 502 and 504'),
    })
    .prefault({}),
  refusals: z
    .strictObject({ keep: z.int().min(0).max(10_000_000).default(10_000).describe('maximum number of refusals kept') })
    .prefault({}),
  retention: z
    .strictObject({
      bodyDays: z
        .number()
        .gt(0)
        .lt(36500)
        .optional()
        .describe('days after which bodies are deleted; a channel can override it'),
      recordDays: z
        .number()
        .gt(0)
        .lt(36500)
        .optional()
        .describe('days after which transactions are deleted; a channel can override it'),
      refusalDays: z.number().gt(0).lt(36500).optional().describe('days after which refusals are deleted'),
      auditDays: z.number().gt(0).lt(36500).optional().describe('days after which audits are deleted'),
      historyDays: z
        .number()
        .gt(0)
        .lt(36500)
        .default(400)
        .describe('days after which the history of the configuration is deleted; what is deleted cannot be undone'),
      maxBodiesMB: z
        .number()
        .gt(0)
        .optional()
        .describe('maximum size of all bodies, MiB; the oldest are deleted first'),
      everyMinutes: z.number().min(1).max(1440).default(60).describe('minutes between two runs of deletion'),
    })
    .prefault({}),
  coldBodies: coldBodies.prefault({}),
  metrics: z
    .strictObject({
      public: z.boolean().default(false).describe('serve /metrics to Prometheus without sign-in'),
      timeZone: z
        .string()
        .refine(isTimeZone, 'must be the name of a time zone, such as Africa/Kampala')
        .default('UTC')
        .describe('time zone in which a day of the metrics begins, such as Africa/Kampala'),
    })
    .prefault({}),
  auditing: auditing.prefault({}),
  tracing: tracing.prefault({}),
  log: z
    .strictObject({
      level: z
        .enum(['debug', 'info', 'warn', 'error', 'silent'])
        .default('info')
        .describe('lowest level that is logged'),
    })
    .prefault({}),
})
export type Settings = z.infer<typeof Settings>
