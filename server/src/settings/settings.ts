import { z } from 'zod'
import { jwt } from './jwt.ts'
import { tracing } from './tracing.ts'

const port = z.int().min(0).max(65535)
const isTimeZone = (name: string) => {
  try {
    return Boolean(new Intl.DateTimeFormat('en', { timeZone: name }))
  } catch {
    return false
  }
}
const api = z.strictObject({
  enabled: z.boolean().default(true).describe('serve the management API and the console'),
  host: z.string().default('127.0.0.1').describe('address the management API listens on'),
  port: port.default(8080).describe('port of the management API and the console'),
  protocol: z.enum(['http', 'https']).optional().describe('default: http on loopback, https elsewhere'),
  allowedOrigins: z.array(z.url()).default([]).describe('other origins whose pages may call the API with cookies'),
  maxPayloadSizeMB: z.number().positive().max(500).default(50).describe('largest body the API accepts, MiB'),
  maxAge: z.int().min(60_000).default(7_200_000).describe('a session ends after so many idle milliseconds'),
  trustProxy: z.boolean().default(false).describe('believe X-Forwarded-* headers of a proxy in front'),
})

const router = z.strictObject({
  host: z.string().default('0.0.0.0').describe('address the gateway listens on'),
  httpPort: port.default(5001).describe('gateway, HTTP'),
  httpsPort: port.default(5000).describe('gateway, HTTPS'),
  timeout: z
    .int()
    .min(1)
    .max(3_600_000)
    .default(60_000)
    .describe('milliseconds an upstream may take, unless its channel says otherwise'),
  maxBodyMB: z
    .number()
    .positive()
    .default(2048)
    .describe('largest request body, MiB, unless its channel says otherwise'),
  maxHeaderBytes: z
    .int()
    .min(1024)
    .max(1_048_576)
    .default(16_384)
    .describe('largest request head; a larger one is refused with 431'),
  headersTimeout: z
    .int()
    .min(100)
    .default(20_000)
    .describe('milliseconds a client may take to send the head of a request'),
  requestTimeout: z
    .int()
    .min(0)
    .default(600_000)
    .describe('milliseconds a client may take to send a whole request; 0 is no limit'),
  idleTimeout: z.int().min(100).default(30_000).describe('milliseconds a client may be silent in the middle of a body'),
  externalHostname: z.string().default('localhost').describe('name by which clients know the gateway'),
})

const switchable = 'default: as switched in the console, at first on; given here it is pinned'

const authentication = z.strictObject({
  enableMutualTLSAuthentication: z.boolean().optional().describe(`recognise clients by certificate; ${switchable}`),
  enableBasicAuthentication: z
    .boolean()
    .optional()
    .describe(`recognise clients by client id and password; ${switchable}`),
  enableCustomTokenAuthentication: z.boolean().optional().describe(`recognise clients by custom token; ${switchable}`),
  enableJWTAuthentication: z
    .boolean()
    .optional()
    .describe(`recognise clients by JSON Web Token, once a key is configured; ${switchable}`),
  jwt: jwt.prefault({}),
})

const ciphers = [
  'TLS_AES_128_GCM_SHA256',
  'TLS_AES_256_GCM_SHA384',
  'TLS_CHACHA20_POLY1305_SHA256',
  'ECDHE-ECDSA-AES128-GCM-SHA256',
  'ECDHE-RSA-AES128-GCM-SHA256',
  'ECDHE-ECDSA-AES256-GCM-SHA384',
  'ECDHE-RSA-AES256-GCM-SHA384',
  'ECDHE-ECDSA-CHACHA20-POLY1305',
  'ECDHE-RSA-CHACHA20-POLY1305',
] as const
const curves = ['X25519', 'prime256v1', 'secp384r1', 'secp521r1', 'X448'] as const

const tls = z.strictObject({
  minVersion: z.enum(['TLSv1.2', 'TLSv1.3']).default('TLSv1.2').describe('least version of TLS that clients may speak'),
  ciphers: z
    .array(z.enum(ciphers))
    .min(1)
    .default([...ciphers])
    .describe(
      'ciphers, the most wanted first; only those with forward secrecy and authenticated encryption exist here',
    ),
  curves: z
    .array(z.enum(curves))
    .min(1)
    .default(['X25519', 'prime256v1', 'secp384r1'])
    .describe('curves of the key exchange'),
})

const pollingSettings = z.strictObject({
  enabled: z.boolean().default(true).describe('whether this node polls; of several that do, one does each time'),
})

/** Every setting, with its default. The reference page is generated from this schema. */
export const Settings = z.strictObject({
  data: z.string().min(1).default('./data').describe('folder of the store, the keys and the installation’s secrets'),
  databaseUrl: z
    .string()
    .min(1)
    .optional()
    .describe('path of an SQLite file, or postgres://…; default: mediary.db in the data folder'),
  durability: z
    .enum(['normal', 'full'])
    .default('normal')
    .describe('full: a loss of power loses no transaction either; every commit then waits for the disk'),
  installationKey: z
    .string()
    .regex(/^[0-9a-f]{64}$/i, 'must be 64 hexadecimal characters')
    .optional()
    .describe('the key that seals secrets, for several nodes on one database; default: made in the data folder'),
  bodyKeys: z
    .string()
    .min(1)
    .optional()
    .describe('folder of the keys of sealed bodies, shared by all nodes; default: body-keys in the data folder'),
  workers: z.int().min(1).max(256).optional().describe('gateway workers; default: one per core'),
  shutdownSeconds: z
    .number()
    .min(0)
    .max(3600)
    .default(30)
    .describe('seconds that requests under way may take after SIGTERM; what is left then is cut'),
  admin: z
    .strictObject({
      email: z.string().optional().describe('first user, for unattended installations'),
      password: z.string().min(8, 'must have at least 8 characters').optional().describe('password of the first user'),
    })
    .prefault({}),
  api: api.prefault({}),
  router: router.prefault({}),
  polling: pollingSettings.prefault({}),
  authentication: authentication.prefault({}),
  tlsClientLookup: z
    .strictObject({
      type: z.enum(['strict', 'in-chain']).default('strict').describe('which certificate of a chain names the client'),
      depth: z
        .int()
        .min(0)
        .max(10)
        .default(3)
        .describe('how many authorities may stand between the certificate of a client and a trusted one'),
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
        .describe('days before the end of a certificate from which it is warned of'),
    })
    .prefault({}),
  certificateManagement: z
    .strictObject({
      watchFSForCert: z
        .boolean()
        .default(false)
        .describe('take the server’s certificate and key from files, and watch them'),
      certPath: z
        .string()
        .default('')
        .describe('certificate of the server with its chain, such as /etc/letsencrypt/live/NAME/fullchain.pem'),
      keyPath: z
        .string()
        .default('')
        .describe('key of the server’s certificate, such as /etc/letsencrypt/live/NAME/privkey.pem'),
    })
    .prefault({}),
  tls: tls.prefault({}),
  compat: z
    .strictObject({ openhim: z.boolean().default(false).describe('answer 401 and 500 where OpenHIM did') })
    .prefault({}),
  refusals: z
    .strictObject({ keep: z.int().min(0).max(10_000_000).default(10_000).describe('how many refusals are kept') })
    .prefault({}),
  retention: z
    .strictObject({
      bodyDays: z
        .number()
        .gt(0)
        .lt(36500)
        .optional()
        .describe('days bodies are kept, unless their channel says otherwise'),
      recordDays: z
        .number()
        .gt(0)
        .lt(36500)
        .optional()
        .describe('days transactions are kept, unless their channel says otherwise'),
      refusalDays: z.number().gt(0).lt(36500).optional().describe('days refusals are kept'),
      auditDays: z.number().gt(0).lt(36500).optional().describe('days audits are kept'),
      maxBodiesMB: z.number().gt(0).optional().describe('beyond so many MiB of bodies the oldest are removed'),
      everyMinutes: z.number().min(1).max(1440).default(60).describe('minutes between two turns of removing'),
    })
    .prefault({}),
  metrics: z
    .strictObject({
      public: z.boolean().default(false).describe('show /metrics to Prometheus without signing in'),
      timeZone: z
        .string()
        .refine(isTimeZone, 'must be the name of a time zone, such as Africa/Kampala')
        .default('UTC')
        .describe('the zone in whose midnight a day of the metrics begins, such as Africa/Kampala'),
    })
    .prefault({}),
  tracing: tracing.prefault({}),
  log: z
    .strictObject({
      level: z
        .enum(['debug', 'info', 'warn', 'error', 'silent'])
        .default('info')
        .describe('least level that is logged'),
    })
    .prefault({}),
})
export type Settings = z.infer<typeof Settings>
