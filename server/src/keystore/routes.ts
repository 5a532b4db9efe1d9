import { X509Certificate } from 'node:crypto'
import { type CalendarEntry, keystoreApi } from '@mediary/contract/keystore'
import type { Subject } from '@mediary/contract/keystore/certificate'
import type { RestartProgress } from '@mediary/contract/keystore/restart'
import { issue } from '@mediary/contract/problem'
import type { FastifyInstance } from 'fastify'
import { type Handlers, implement, type Require } from '../platform/http/implement.ts'
import { invalidRequest } from '../platform/http/problem.ts'
import type { Settings } from '../settings/settings.ts'
import { toCertificate } from './certificate.ts'
import { readPkcs12 } from './pkcs12/read.ts'
import { toPolicy } from './policy.ts'
import { isDnsName, selfSigned } from './signing.ts'
import type { KeystoreStore } from './store.ts'

type Gateway = {
  restarts: {
    /** Asks all nodes to restart one after the other. Resolves when every worker of this one has been replaced. */
    ask: () => Promise<void>
    /** Whether the workers of a node serve something else than what the keystore holds now. */
    required: () => Promise<boolean>
    progress: () => Promise<RestartProgress>
  }
  /** Names of the channels whose routes trust a certificate, or call with it. */
  channelsUsing: (id: string) => Promise<string[]>
  calendar: () => Promise<{ warnings: number; certificates: CalendarEntry[] }>
  issuedOne: (id: string) => Promise<{ data: string } | undefined>
  settings: Pick<Settings, 'tls' | 'tlsClientLookup' | 'certificates' | 'certificateManagement'>
  mutualTls: () => Promise<boolean>
  names: string[]
}

export const keystoreRoutes = (app: FastifyInstance, require: Require, keystore: KeystoreStore, gateway: Gateway) =>
  implement(app, require, keystoreApi, {
    ...serverHandlers(keystore, gateway),
    ...trustHandlers(keystore, gateway),
    ...identityHandlers(keystore, gateway),
    makeCertificate: async ({ body }) => {
      if (body.type !== 'server') return makeClientCertificate(keystore, body)
      refuseWatched(gateway)
      return makeServerCertificate(keystore, body, gateway.names)
    },
    calendar: () => gateway.calendar(),
    tls: async () => toPolicy(gateway.settings, await gateway.mutualTls()),
    restartProgress: () => gateway.restarts.progress(),
    restart: async () => {
      if (!(await keystore.valid()) && (await keystore.waitsFor()) !== undefined)
        throw invalidRequest([issue('', 'server-pair-incomplete')])
      await gateway.restarts.ask()
      return 'Server being restarted'
    },
  })

type Handled = Handlers<typeof keystoreApi>

const serverHandlers = (keystore: KeystoreStore, gateway: Gateway) =>
  ({
    serverCertificate: async () => {
      const { pem, fault } = await keystore.serving()
      return {
        ...toCertificate(new X509Certificate(pem)),
        watchFSForCert: gateway.settings.certificateManagement.watchFSForCert,
        restartRequired: await gateway.restarts.required(),
        waitsFor: await keystore.waitsFor(),
        fault,
      }
    },
    setServerCertificate: async ({ body }) => {
      refuseWatched(gateway)
      await keystore.setCertificate(body)
      return 'Certificate stored'
    },
    setServerKey: async ({ body }) => {
      refuseWatched(gateway)
      await keystore.setKey(body)
      return 'Key stored'
    },
    setPassphrase: async ({ body }) => {
      refuseWatched(gateway)
      await keystore.setPassphrase(body.passphrase)
      return 'Passphrase stored'
    },
    setPkcs12: async ({ body }) => {
      refuseWatched(gateway)
      await keystore.setCertificate(await readPkcs12(body.pkcs12, body.passphrase))
      return 'Certificate and key stored'
    },
    validity: async () => ({ valid: await keystore.valid() }),
  }) satisfies Partial<Handled>

const trustHandlers = (keystore: KeystoreStore, gateway: Gateway) =>
  ({
    trusted: () => keystore.trusted(),
    trustedOne: ({ params }) => keystore.trustedOne(params.id),
    trust: async ({ body }) => {
      await keystore.trust(body.cert)
      return 'Certificate trusted'
    },
    distrust: async ({ params }) => {
      await keystore.distrust(params.id, await gateway.channelsUsing(params.id))
      return 'Certificate removed'
    },
    download: async ({ params }) => {
      const { data } = (await gateway.issuedOne(params.id)) ?? (await keystore.trustedOne(params.id))
      return { der: new X509Certificate(data).raw.toString('base64') }
    },
  }) satisfies Partial<Handled>

const identityHandlers = (keystore: KeystoreStore, gateway: Gateway) =>
  ({
    identities: async () =>
      Promise.all(
        (await keystore.identities()).map(async (one) => ({ ...one, channels: await gateway.channelsUsing(one._id) })),
      ),
    addIdentity: ({ body }) => keystore.addIdentity(body),
    renewIdentity: async ({ params, body }) => {
      await keystore.renewIdentity(params.id, body)
      return 'Certificate and key replaced'
    },
    removeIdentity: async ({ params }) => {
      await keystore.removeIdentity(params.id, await gateway.channelsUsing(params.id))
      return 'Certificate and key removed'
    },
  }) satisfies Partial<Handled>

/** What is on the disk would replace it again. */
function refuseWatched({ settings }: Gateway) {
  if (!settings.certificateManagement.watchFSForCert) return
  throw invalidRequest([issue('', 'server-certificate-from-files')])
}

const makeServerCertificate = async (
  keystore: KeystoreStore,
  { days, keyType, ...subject }: Subject,
  own: string[],
) => {
  const names = isDnsName(subject.commonName) ? [subject.commonName, ...own] : own
  const { cert, key } = await selfSigned({ subject, use: 'server', names: [...new Set(names)], days }, keyType)
  await keystore.setCertificate({ cert, key })
  return { certificate: cert, key }
}

const makeClientCertificate = async (keystore: KeystoreStore, { days, keyType, ...subject }: Subject) => {
  const names = isDnsName(subject.commonName) ? [subject.commonName] : []
  const { cert, key } = await selfSigned({ subject, use: 'client', names, days }, keyType)
  await keystore.trust(cert)
  return { certificate: cert, key }
}
