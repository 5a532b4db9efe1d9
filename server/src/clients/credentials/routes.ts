import { credentialsApi } from '@mediary/contract/clients/credentials'
import type { FastifyInstance } from 'fastify'
import { implement, type Require } from '../../platform/http/implement.ts'
import type { CredentialStore } from './store.ts'

export const credentialRoutes = (app: FastifyInstance, require: Require, credentials: CredentialStore) =>
  implement(app, require, credentialsApi, {
    list: ({ params }) => credentials.list(params.id),
    add: ({ params, body }, { caller }) => credentials.add(params.id, body, caller),
    rotate: ({ params, body }, { caller }) => credentials.rotate(params.id, params.credential, body, caller),
    revoke: ({ params }) => credentials.revoke(params.id, params.credential),
  })
