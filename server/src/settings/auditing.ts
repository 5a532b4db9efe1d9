import { z } from 'zod'
import { isAddressOrNetwork } from '../platform/network/address-rule.ts'
import { port } from './port.ts'

const listener = (defaultPort: number, over: string) =>
  z
    .strictObject({
      enabled: z.boolean().default(false).describe(`receive audit messages (syslog) over ${over}`),
      port: port.default(defaultPort).describe(`port for audit messages over ${over}`),
    })
    .prefault({})

/** The settings of the receiver of audit messages, of the repository that gets ours, and of our name in them. */
export const auditing = z.strictObject({
  servers: z
    .strictObject({
      host: z.string().default('0.0.0.0').describe('address on which audit messages are received'),
      udp: listener(5050, 'UDP, unencrypted'),
      tls: listener(5051, 'TLS, with the certificate of the keystore'),
      tcp: listener(5052, 'TCP, unencrypted'),
      clientCertificates: z
        .enum(['required', 'optional'])
        .default('required')
        .describe('required: a sender over TLS needs a certificate of an authority that the keystore trusts'),
      allow: z
        .array(z.string().refine(isAddressOrNetwork, 'must list addresses and networks, such as 10.0.0.0/8'))
        .max(1000)
        .default([])
        .describe('addresses and networks that may send audit messages; default: all'),
    })
    .prefault({}),
  auditEvents: z
    .strictObject({
      interface: z
        .enum(['internal', 'udp', 'tcp', 'tls'])
        .default('internal')
        .describe('how own audits are also sent to an audit repository; internal: they are not sent'),
      host: z.string().min(1).max(253).default('localhost').describe('host of the audit repository'),
      port: z.int().min(1).max(65_535).default(5051).describe('port of the audit repository'),
      auditSourceID: z.string().min(1).max(255).default('Mediary').describe('name of this installation in audits'),
    })
    .prefault({}),
  fhirFeed: z
    .strictObject({
      url: z
        .url({ protocol: /^https?$/ })
        .optional()
        .describe('base address of a FHIR server that gets audit events, such as https://audit.example/fhir'),
      token: z.string().min(1).max(10_000).optional().describe('bearer token for the FHIR server'),
      method: z
        .enum(['create', 'update'])
        .default('create')
        .describe('create: POST, as IHE has it; update: PUT, so that a repeated event has the same id'),
    })
    .prefault({}),
})
