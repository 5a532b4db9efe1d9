import { X509Certificate } from 'node:crypto'
import { keystoreApi } from '@mediary/contract/keystore'
import type { FastifyInstance } from 'fastify'
import { implement, type Require } from '../platform/implement.ts'
import { invalidRequest } from '../platform/problem.ts'
import { describe } from './certificate.ts'
import type { KeystoreStore } from './store.ts'

type Gateway = {
  /** Resolves when every worker has been replaced. */
  restart: () => Promise<void>
  /** Whether the workers serve something else than what the keystore holds now. */
  restartRequired: () => Promise<boolean> | boolean
  /** Names of the channels whose routes trust a certificate. */
  channelsTrusting: (id: string) => Promise<string[]>
}

export const keystoreRoutes = (app: FastifyInstance, require: Require, keystore: KeystoreStore, gateway: Gateway) =>
  implement(app, require, keystoreApi, {
    serverCertificate: async () => ({
      ...describe(new X509Certificate(await keystore.server())),
      watchFSForCert: false,
      restartRequired: await gateway.restartRequired(),
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
    trustedOne: ({ params }) => keystore.trustedOne(params.id),
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
