import { z } from 'zod'
import { Id, Name, optional, Text, withDefault } from '../api/shapes.ts'
import { because } from '../reasons.ts'

/** `s/from/to` or `s/from/to/g`; a slash inside is written `\/`. */
const PathTransform = z
  .string()
  .regex(/^s\/(?:\\.|[^\\/])+\/(?:\\.|[^\\/])*(?:\/g?)?$/, because('not-a-path-transform'))

/** The API shows this text instead of a stored route password. When a caller sends it back, the password stays. */
export const unchangedRoutePassword = '**********'

export const Port = z.coerce.number().int().min(0).max(65535)

/** One upstream to which the gateway forwards a request. */
export const Route = z
  .object({
    _id: optional(Id),
    name: Name,
    type: z
      .enum(['http', 'kafka', 'mllp'])
      .default('http')
      .describe(
        'mllp: the gateway sends the body as one HL7 v2 message over TCP, and the acknowledgement is the response',
      ),
    status: withDefault(z.enum(['enabled', 'disabled']), 'enabled'),
    primary: withDefault(z.boolean(), false),
    secured: withDefault(z.boolean(), false),
    host: optional(z.string().trim().max(253)).transform((host) => host || undefined),
    port: optional(Port),
    path: optional(z.string().max(2000)).transform((path) => path || undefined),
    pathTransform: optional(z.union([PathTransform, z.literal('')])).transform((transform) => transform || undefined),
    username: Text,
    password: Text,
    forwardAuthHeader: withDefault(z.boolean(), false),
    cert: optional(z.union([Id, z.literal('')]))
      .transform((cert) => cert || undefined)
      .describe('id of a trusted certificate; this route then trusts no other certificate'),
    clientCert: optional(z.union([Id, z.literal('')]))
      .transform((cert) => cert || undefined)
      .describe('id of the certificate in /keystore/identities that the gateway presents to this upstream'),
    waitPrimaryResponse: optional(z.boolean()),
    statusCodesCheck: Text,
    kafkaClientId: Text,
    kafkaTopic: Text,
  })
  .refine(({ path, pathTransform }) => !(path && pathTransform), {
    path: ['pathTransform'],
    message: because('path-or-transform'),
  })
  .refine(({ type, host }) => type === 'kafka' || host, { path: ['host'], message: because('route-needs-host') })
  .refine(({ type, port }) => type === 'kafka' || port, { path: ['port'], message: because('route-needs-port') })
export type Route = z.infer<typeof Route>
