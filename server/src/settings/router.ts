import { z } from 'zod'
import { port } from './port.ts'

/** The settings of the gateway's listeners. */
export const router = z.strictObject({
  host: z.string().default('0.0.0.0').describe('address the gateway listens on'),
  httpPort: port.default(5001).describe('HTTP port of the gateway; off closes it'),
  httpsPort: port.default(5000).describe('HTTPS port of the gateway; off closes it'),
  engine: z
    .enum(['own', 'node'])
    .default('own')
    .describe('what reads the requests of clients: own is the server of Mediary, node is the HTTP server of Node.js'),
  httpProxyProtocol: z
    .boolean()
    .default(false)
    .describe('expect the PROXY protocol on the HTTP port; only trustedProxies may connect then'),
  httpsProxyProtocol: z
    .boolean()
    .default(false)
    .describe('expect the PROXY protocol on the HTTPS port, before TLS; only trustedProxies may connect then'),
  clientCertificateHeader: z
    .string()
    .regex(/^[A-Za-z0-9-]{1,64}$/, 'must be the name of a header, such as X-Client-Cert')
    .optional()
    .describe(
      'header in which a proxy listed in trustedProxies passes the certificate of the client (PEM, URL-encoded, or base64 of DER); nobody else can send it',
    ),
  hstsSeconds: z
    .int()
    .min(0)
    .max(63_072_000)
    .default(0)
    .describe('max-age of Strict-Transport-Security in answers of the HTTPS port; 0 sends none'),
  timeout: z
    .int()
    .min(1)
    .max(3_600_000)
    .default(60_000)
    .describe('timeout of an upstream in milliseconds; a channel can override it'),
  maxBodyMB: z
    .number()
    .positive()
    .default(2048)
    .describe('maximum size of a request body, MiB; a channel can set a lower one'),
  maxHeaderBytes: z
    .int()
    .min(1024)
    .max(1_048_576)
    .default(16_384)
    .describe('maximum size of a request head in bytes; a larger one is refused with 431'),
  headersTimeout: z.int().min(100).default(20_000).describe('timeout for receiving a request head, milliseconds'),
  requestTimeout: z
    .int()
    .min(0)
    .default(600_000)
    .describe('timeout for receiving a whole request, milliseconds; 0 is no limit'),
  idleTimeout: z
    .int()
    .min(100)
    .default(30_000)
    .describe('timeout for silence in the middle of a request body, milliseconds'),
  externalHostname: z.string().default('localhost').describe('host name that clients use for the gateway'),
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

/** The settings of TLS for clients. */
export const tls = z.strictObject({
  minVersion: z.enum(['TLSv1.2', 'TLSv1.3']).default('TLSv1.2').describe('lowest TLS version for clients'),
  ciphers: z
    .array(z.enum(ciphers))
    .min(1)
    .default([...ciphers])
    .describe(
      'ciphers in order of preference; only ciphers with forward secrecy and authenticated encryption can be chosen',
    ),
  curves: z
    .array(z.enum(curves))
    .min(1)
    .default(['X25519', 'prime256v1', 'secp384r1'])
    .describe('curves for the key exchange'),
})
