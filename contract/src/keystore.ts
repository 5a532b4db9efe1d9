import { z } from 'zod'
import type { Api } from './endpoint.ts'
import { byId, Id, Sentence, Timestamp } from './shapes.ts'

const Pem = z.string().min(1).max(200_000)

export const Certificate = z.object({
  commonName: z.string().optional(),
  country: z.string().optional(),
  state: z.string().optional(),
  locality: z.string().optional(),
  organization: z.string().optional(),
  organizationUnit: z.string().optional(),
  emailAddress: z.string().optional(),
  subjectAltNames: z.array(z.string()),
  validity: z.object({ start: Timestamp, end: Timestamp }),
  data: z.string().describe('PEM'),
  fingerprint: z.string().describe('SHA-1, as OpenHIM shows it'),
  fingerprint256: z.string(),
})
export type Certificate = z.infer<typeof Certificate>

export const TrustedCertificate = Certificate.extend({ _id: Id })
export type TrustedCertificate = z.infer<typeof TrustedCertificate>

const view = { permission: 'certificates-view' } as const
const manage = { permission: 'certificates-manage' } as const

export const keystoreApi = {
  serverCertificate: {
    method: 'GET',
    path: '/keystore/cert',
    summary: "Show the server's certificate",
    ...view,
    response: Certificate.extend({
      watchFSForCert: z.boolean(),
      restartRequired: z.boolean().describe('a change waits for a restart'),
    }),
  },
  setServerCertificate: {
    method: 'POST',
    path: '/keystore/cert',
    summary: "Set the server's certificate and, with it or before it, its key",
    ...manage,
    body: z.object({ cert: Pem, key: Pem.optional(), passphrase: z.string().max(1024).optional() }),
    response: Sentence,
    status: 201,
  },
  setServerKey: {
    method: 'POST',
    path: '/keystore/key',
    summary: "Set the key of the server's certificate; it is never shown",
    ...manage,
    body: z.object({ key: Pem, passphrase: z.string().max(1024).optional() }),
    response: Sentence,
    status: 201,
  },
  validity: {
    method: 'GET',
    path: '/keystore/validity',
    summary: "Tell whether the server's key and certificate match",
    ...manage,
    response: z.object({ valid: z.boolean() }),
  },
  trusted: {
    method: 'GET',
    path: '/keystore/ca',
    summary: 'List the trusted certificates',
    ...view,
    response: z.array(TrustedCertificate),
  },
  trustedOne: {
    method: 'GET',
    path: '/keystore/ca/:id',
    summary: 'Show a trusted certificate',
    ...view,
    params: byId,
    response: TrustedCertificate,
  },
  trust: {
    method: 'POST',
    path: '/keystore/ca/cert',
    summary: 'Trust a certificate or a chain; takes effect with the next restart',
    ...manage,
    body: z.object({ cert: Pem }),
    response: Sentence,
    status: 201,
  },
  distrust: {
    method: 'DELETE',
    path: '/keystore/ca/:id',
    summary: 'Remove a trusted certificate; takes effect with the next restart',
    ...manage,
    params: byId,
    response: Sentence,
  },
  restart: {
    method: 'POST',
    path: '/restart',
    summary: 'Replace the gateway workers one after the other, so that changed certificates take effect',
    ...manage,
    response: Sentence,
  },
} as const satisfies Api
