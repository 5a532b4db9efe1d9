import { randomBytes } from 'node:crypto'
import { type Permission, type PermissionList, Permissions } from '@mediary/contract/permission'
import Fastify, { type FastifyRequest } from 'fastify'
import { authorityStore, enrolmentStore } from '../authority/index.ts'
import { channelCheckRoutes, channelMembers, channelRoutes, channelStore } from '../channels/index.ts'
import {
  clientImportRoutes,
  clientImportStore,
  clientMembers,
  clientRoutes,
  clientStore,
  credentialRoutes,
  credentialStore,
  lastUsedStore,
  leakFinder,
} from '../clients/index.ts'
import { clientRequestStore, toDay } from '../metrics/index.ts'
import { changeLog } from '../platform/database/changes.ts'
import type { Database } from '../platform/database/database.ts'
import { readBodies } from '../platform/http/body-parsers.ts'
import { type Caller, listAllowed, may } from '../platform/http/caller.ts'
import type { Require } from '../platform/http/implement.ts'
import { forbidden, ProblemError } from '../platform/http/problem.ts'
import { idGenerator } from '../platform/ids.ts'
import { logTo } from '../platform/log.ts'
import { buildSecrets } from '../platform/secrets.ts'
import { roleRoutes, roleStore, usageRoutes } from '../roles/index.ts'
import { tryItRoutes } from '../try-it/index.ts'

type Granted = Partial<Record<Permission, boolean> & Record<PermissionList, string[]>>
const everything: Granted = {
  'client-manage-all': true,
  'client-role-manage-all': true,
  'channel-manage-all': true,
  'audit-trail-view': true,
}

/** The management API of clients, roles and channels, over stores of its own, for a caller whose permissions a test sets. */
export function configurationApi(database: Database, { jwtEnabled = false, used = new Set<string>() } = {}) {
  const newId = idGenerator()
  const secrets = buildSecrets(randomBytes(32))
  const changes = changeLog(database, async () => undefined)
  const { write } = changes
  const hasTransactions = async (channelId: string) => used.has(channelId)
  const clients = clientStore(database, write, { secrets, newId })
  const channels = channelStore(database, write, { secrets, newId, hasTransactions, listClients: clientMembers.list })
  const roles = roleStore(database, write, { newId, clients: clientMembers, channels: channelMembers })

  const state = { granted: everything }
  const app = Fastify()
  readBodies(app)
  app.setErrorHandler((error, _request, reply) => {
    if (!(error instanceof ProblemError)) throw error
    return reply.status(error.problem.status).send(error.problem)
  })
  const require = requirePermission(() => state.granted)
  const lastUsed = lastUsedStore(database, logTo('silent', 'test'))
  const credentials = credentialStore(database, write, { secrets, newId })
  const clientRequests = clientRequestStore(database)
  credentialRoutes(app, require, credentials, {
    lastUsed,
    countUses: (credential, days) => clientRequests.countUses(credential, toDay(Date.now()) + 1 - days),
    findLeaked: leakFinder(database, { secrets }),
  })
  clientRoutes(app, require, clients, { jwtEnabled: async () => jwtEnabled, lastUsed })
  const authority = authorityStore(database, write, { secrets, newId })
  const enrolments = enrolmentStore(database, write, { secrets, newId, authority, findClient: clients.find })
  const imports = clientImportStore(database, write, { secrets, newId, invite: enrolments.inviteWithin })
  clientImportRoutes(app, require, imports, { jwtEnabled: async () => jwtEnabled })
  roleRoutes(app, require, roles)
  usageRoutes(app, require, {
    roles,
    readUse: (channels, days) => clientRequests.read(channels, toDay(Date.now()) + 1 - days),
  })
  channelRoutes(app, require, channels)
  channelCheckRoutes(app, require, {
    channels,
    trusted: async () => undefined,
    ownListeners: { ports: [5001, 5000], hostNames: ['gateway.example'] },
  })
  const mechanisms = ['basic-auth', 'mutual-tls-auth'] as const
  tryItRoutes(app, require, { clients, channels, mechanisms: async () => mechanisms, statusOfForbidden: 403 })

  const send = (method: 'GET' | 'POST' | 'PUT' | 'DELETE') => async (url: string, body?: object) => {
    const answer = await app.inject({ method, url, ...(body && { payload: body }) })
    return {
      status: answer.statusCode,
      body: answer.headers['content-type']?.includes('json') ? answer.json() : answer.body,
    }
  }
  const importFile = async (text: string | Uint8Array, query = '') => {
    const headers = { 'content-type': 'text/csv' }
    const payload = Buffer.from(text)
    const answer = await app.inject({ method: 'POST', url: `/clients/import${query}`, headers, payload })
    return { status: answer.statusCode, body: answer.json() }
  }
  const exportFile = async () => (await app.inject({ url: '/clients', headers: { accept: 'text/csv' } })).body
  return {
    importFile,
    exportFile,
    authority,
    enrolments,
    get: send('GET'),
    post: send('POST'),
    put: send('PUT'),
    delete: send('DELETE'),
    grant: (granted: Granted) => Object.assign(state, { granted }),
    clients,
    channels,
    clientRequests,
    lastUsed,
    secrets,
    changes,
    used,
  }
}

const requirePermission =
  (granted: () => Granted): Require =>
  async (request, { permission, resource, listed, anyResource }) => {
    const caller: Caller = {
      by: 'basic',
      user: { id: 'f'.repeat(24), email: 'ada@example.org', name: 'Ada Lovelace', groups: [] },
      permissions: [Permissions.parse(granted())],
    }
    if (permission === 'public' || permission === 'signed-in' || listed) return caller
    if (may(caller, permission, named(request, resource))) return caller
    const allowed = listAllowed(caller, permission)
    if (anyResource && (allowed === 'all' || allowed.size)) return caller
    throw forbidden('permission-missing', { user: 'the caller', permission })
  }

const named = (request: FastifyRequest, resource: string | undefined) =>
  resource === undefined ? undefined : (request.params as Record<string, string>)[resource]
