import { X509Certificate } from 'node:crypto'
import { keystoreApi } from '@mediary/contract/keystore'
import type { FastifyInstance } from 'fastify'
import { implement, type Require } from '../platform/implement.ts'
import { invalidRequest, notFound } from '../platform/problem.ts'
import { describe } from './certificate.ts'
import type { KeystoreStore } from './store.ts'

type Gateway = {
  /** Resolves when every worker has been replaced. */
  restart: () => Promise<void>
  /** When the workers that serve now were started. */
  startedAt: () => number
  /** Names of the channels whose routes trust a certificate. */
  channelsTrusting: (id: string) => Promise<string[]>
}

export const keystoreRoutes = (app: FastifyInstance, require: Require, keystore: KeystoreStore, gateway: Gateway) =>
  implement(app, require, keystoreApi, {
    serverCertificate: async () => ({
      ...describe(new X509Certificate(await keystore.server())),
      watchFSForCert: false,
      restartRequired: (await keystore.changedAt()) > gateway.startedAt(),
    }),
    setServerCertificate: async ({ body }) => {
      await keystore.setCertificate(body)
      return 'Certificate stored'
    },
    setServerKey: async ({ body }) => {
      await keystore.setKey(body)
      return 'Key stored'
    },
    validity: async () => ({ valid: await keystore.valid() }),
    trusted: () => keystore.trusted(),
    trustedOne: async ({ params }) => {
      const certificate = (await keystore.trusted()).find(({ _id }) => _id === params.id)
      if (!certificate) throw notFound(`No trusted certificate has the id ${params.id}`)
      return certificate
    },
    trust: async ({ body }) => {
      await keystore.trust(body.cert)
      return 'Certificate trusted'
    },
    distrust: async ({ params }) => {
      await keystore.distrust(params.id, await gateway.channelsTrusting(params.id))
      return 'Certificate removed'
    },
    restart: async () => {
      if (!(await keystore.valid()))
        throw invalidRequest([
          { path: '', message: "The server's certificate and key do not match: send the missing half first" },
        ])
      await gateway.restart()
      return 'Server being restarted'
    },
  })
