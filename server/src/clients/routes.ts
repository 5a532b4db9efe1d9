import { randomUUID } from 'node:crypto'
import { findRows } from '@mediary/contract/api/find'
import { clientsApi } from '@mediary/contract/clients'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { type Caller, listAllowed, may } from '../platform/http/caller.ts'
import { CsvFile, implement, type Require } from '../platform/http/implement.ts'
import { forbidden, notFound, type ProblemError } from '../platform/http/problem.ts'
import { writeClientFile } from './import/export.ts'
import type { LastUsed } from './last-used.ts'
import type { ClientStore } from './store.ts'

export const clientRoutes = (
  app: FastifyInstance,
  require: Require,
  clients: ClientStore,
  { jwtEnabled, lastUsed }: { jwtEnabled: () => Promise<boolean>; lastUsed: Pick<LastUsed, 'of'> },
) => {
  const visible = async (caller: Caller) => {
    const allowed = listAllowed(caller, 'client-view-all')
    const all = await clients.list()
    return allowed === 'all' ? all : all.filter(({ _id }) => allowed.has(_id))
  }

  return implement(app, require, clientsApi, {
    list: async ({ query }, { caller, request }) => {
      const clients = findRows(clientsApi.list.exported.find, query.find, await visible(caller))
      if (acceptsCsv(request)) return new CsvFile('clients.csv', writeClientFile(clients))
      return lastUsed.of(clients)
    },
    create: async ({ body }) => {
      await clients.create(body, { jwtEnabled: await jwtEnabled() })
      return 'Client successfully created'
    },
    // 122 bits of the system's generator: nobody guesses it, and no other client has it.
    newToken: async () => ({ customTokenID: randomUUID() }),
    byDomain: async ({ params }, { caller }) =>
      (await lastUsed.of(await visible(caller))).find(({ clientDomain }) => clientDomain === params.clientDomain) ??
      refuse(notFound('client-domain-not-found', { domain: params.clientDomain })),
    get: async ({ params, query }, { caller }) => {
      const client = query.byNamedClientID ? await clients.findByClientID(params.id) : await clients.find(params.id)
      if (!may(caller, 'client-view-all', client?._id)) throw forbidden('client-hidden')
      return client
        ? ((await lastUsed.of([client]))[0] ?? client)
        : refuse(notFound('client-not-found', { id: params.id }))
    },
    // Whoever sees a transaction sees the name of its client.
    name: async ({ params }) => {
      const client = await clients.find(params.id)
      return client ? { name: client.name } : refuse(notFound('client-not-found', { id: params.id }))
    },
    update: async ({ params, body }, { caller }) => {
      await clients.update(params.id, body, { jwtEnabled: await jwtEnabled(), caller })
      return 'Successfully updated client.'
    },
    disable: ({ params, body }, { caller }) =>
      clients.changeStatus(params.id, { ...body, status: 'disabled', by: toEditor(caller) }),
    enable: ({ params, body }, { caller }) =>
      clients.changeStatus(params.id, { ...body, status: 'enabled', by: toEditor(caller) }),
    remove: async ({ params }) => {
      await clients.remove(params.id)
      return 'Successfully removed client.'
    },
    rolesLeaving: ({ params }) => clients.findLeavingRoles(params.id),
  })
}

const acceptsCsv = ({ headers }: FastifyRequest) => /\btext\/csv\b/i.test(headers.accept ?? '')

const toEditor = ({ user }: Caller) => ({ id: user?.id ?? '', name: user?.name ?? '' })

const refuse = (problem: ProblemError): never => {
  throw problem
}
