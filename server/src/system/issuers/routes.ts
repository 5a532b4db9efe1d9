import { tokenIssuersApi } from '@mediary/contract/clients/issuers'
import type { FastifyInstance } from 'fastify'
import { implement, type Require } from '../../platform/http/implement.ts'
import type { IssuerStore } from './store.ts'

export const tokenIssuerRoutes = (app: FastifyInstance, require: Require, issuers: IssuerStore) =>
  implement(app, require, tokenIssuersApi, {
    list: () => issuers.list(),
    create: async ({ body }) => ({ _id: await issuers.create(body) }),
    update: async ({ params, body }) => {
      await issuers.update(params.issuer, body)
      return 'Issuer changed'
    },
    remove: async ({ params }) => {
      await issuers.remove(params.issuer)
      return 'Issuer removed'
    },
  })
