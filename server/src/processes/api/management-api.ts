import { hostname } from 'node:os'
import { Server as TlsServer } from 'node:tls'
import { openApi } from '@mediary/contract/api/openapi'
import type { RestartProgress } from '@mediary/contract/keystore'
import type { Check } from '@mediary/contract/system'
import type { FastifyInstance } from 'fastify'
import { appRoutes } from '../../apps/index.ts'
import { authorityRoutes, type Enrolled, type Enrolling } from '../../authority/index.ts'
import { bodyRoutes } from '../../bodies/index.ts'
import { channelCheckRoutes, channelRoutes } from '../../channels/index.ts'
import { clientRoutes, credentialRoutes, type LastUsed } from '../../clients/index.ts'
import { contactGroupRoutes } from '../../contact-groups/index.ts'
import { buildCalendar, type InService, keystoreRoutes, listenerTlsOptions } from '../../keystore/index.ts'
import { type LiveHub, liveRoutes } from '../../live/index.ts'
import { logRoutes, type RecentLines } from '../../logs/index.ts'
import { mediatorRoutes } from '../../mediators/index.ts'
import { metadataRoutes } from '../../metadata/index.ts'
import { metricsRoutes, type Totals } from '../../metrics/index.ts'
import { documentation } from '../../platform/http/documentation.ts'
import { httpApp } from '../../platform/http/http.ts'
import type { Log } from '../../platform/log.ts'
import { TrustedProxies } from '../../platform/network/trusted-proxies.ts'
import type { Secrets } from '../../platform/secrets.ts'
import { pollingRoutes } from '../../polling/index.ts'
import { refusalRoutes } from '../../refusals/index.ts'
import { type Retention, retentionRoutes } from '../../retention/index.ts'
import { roleRoutes } from '../../roles/index.ts'
import { attempts, authenticator, requestLimit, sessionRoutes } from '../../sessions/index.ts'
import type { Settings } from '../../settings/settings.ts'
import { systemRoutes, version } from '../../system/index.ts'
import { buildRetry, deleteRetries, type TaskRoutesDeps, taskRoutes } from '../../tasks/index.ts'
import {
  mediatorUpdateRoutes,
  type StatusChange,
  transactionRoutes,
  transactionSearchRoutes,
} from '../../transactions/index.ts'
import { tryItRoutes } from '../../try-it/index.ts'
import { userRoleRoutes, userRoutes } from '../../users/index.ts'
import { visualizerRoutes } from '../../visualizers/index.ts'
import { listCertificates } from '../certificates/certificate-list.ts'
import type { RerunRunner } from '../control/rerun-runner.ts'
import type { Installation } from '../installation.ts'
import { consolePages } from './console-pages.ts'

type Parts = {
  settings: Settings
  stores: Installation
  secrets: Secrets
  totals: Totals
  lastUsed: LastUsed
  moved: (moved: StatusChange) => void
  hub: LiveHub
  log: Log
  logLines: RecentLines
  ready: () => Promise<Check[]>
  retention: Retention
  gateway: Pick<InService, 'restart' | 'restartRequired'>
  restartProgress: () => RestartProgress
  enrol: (asked: Enrolling) => Promise<Enrolled>
  rerun: Pick<TaskRoutesDeps, 'database' | 'newId' | 'wake' | 'checkRerun' | 'findObstacle'> &
    Pick<RerunRunner, 'trigger' | 'findChannelProblem'>
}

/** Returns the host names of the gateway. */
export const listHostNames = ({ router }: Settings) => [
  ...new Set([router.externalHostname, 'localhost', hostname(), '127.0.0.1', '::1']),
]

const isLoopback = (host: string) => /^(127\.|::1$|localhost$)/.test(host)

/** Off loopback the management port speaks TLS, unless it is told that a proxy does. */
export const chooseProtocol = ({ protocol, host }: Settings['api']) => protocol ?? (isLoopback(host) ? 'http' : 'https')

/** `renewTls`: new connections meet the certificate of the keystore; those that are open stay as they are. */
type ManagementApi = { app: FastifyInstance; renewTls: () => Promise<void> }

/** Every endpoint of the contract, the console and the API's documentation, on one origin. Undefined when it is switched off. */
export async function managementApi(dependencies: Parts): Promise<ManagementApi | undefined> {
  const { settings, stores, log } = dependencies
  if (!settings.api.enabled || settings.api.port === 0) return undefined
  const secure = chooseProtocol(settings.api) === 'https'
  const proxies = trustedProxiesOfApi(settings)
  const tls = async () => {
    const { key, cert } = await stores.keystore.forGateway()
    return { ...listenerTlsOptions(settings.tls), key, cert }
  }
  const app = await httpApp({
    log,
    settings: settings.api,
    tls: secure ? await tls() : undefined,
    hosts: listHostNames(settings),
    proxies,
  })
  await documentation(app, openApi(version))
  await consolePages(app, settings.api.basePath)
  await endpoints(app, dependencies, { secureCookie: secure, proxies })
  return {
    app,
    async renewTls() {
      if (app.server instanceof TlsServer) app.server.setSecureContext(await tls())
    },
  }
}

/** The earlier setting `api.trustProxy` trusts one proxy, when no other is named. */
function trustedProxiesOfApi({ trustedProxies, api }: Settings) {
  const namesNone = typeof trustedProxies === 'object' && trustedProxies.length === 0
  return new TrustedProxies(api.trustProxy && namesNone ? 1 : trustedProxies)
}

async function endpoints(
  app: FastifyInstance,
  installation: Parts,
  how: { secureCookie: boolean; proxies: TrustedProxies },
) {
  const { settings, stores, secrets, totals, lastUsed, moved, retention, hub, ready, gateway, restartProgress } =
    installation
  const { rerun, enrol } = installation
  const startedAt = Date.now()
  const { users, userRoles, sessions, setup, keystore, channels, mechanisms } = stores
  const { allowedOrigins } = settings.api
  const listNames = async (ids: string[]) => (await channels.list(ids)).map(({ name }) => name)
  const auth = authenticator({
    users,
    userRoles,
    sessions,
    attempts: attempts({ countConnections: !how.proxies.knownByAddress }),
    allowedOrigins,
    tokens: settings.api.tokenAuthentication ? { windowSeconds: settings.api.authWindowSeconds } : undefined,
  })
  const { require } = auth
  const tokens = settings.api.tokenAuthentication
  sessionRoutes(app, auth, { users, userRoles, sessions, setup, secrets, secureCookie: how.secureCookie, tokens })
  userRoutes(app, require, users, {
    endSessions: sessions.closeAll,
    isPassword: async (...credentials) => (await auth.verify(...credentials)) !== undefined,
    limitRequests: requestLimit({ countConnections: !how.proxies.knownByAddress, reason: 'too-many-link-requests' }),
  })
  userRoleRoutes(app, require, userRoles)
  clientRoutes(app, require, stores.clients, {
    jwtEnabled: async () => (await mechanisms.enabled()).includes('jwt-auth'),
    lastUsed,
  })
  credentialRoutes(app, require, stores.credentials, { lastUsed, countUses: stores.countCredentialUses })
  roleRoutes(app, require, stores.roles)
  channelRoutes(app, require, channels, rerun.findChannelProblem)
  mediatorRoutes(app, require, stores)
  contactGroupRoutes(app, require, stores)
  visualizerRoutes(app, require, stores)
  appRoutes(app, require, stores)
  logRoutes(app, require, installation)
  metadataRoutes(app, require, { stores, rehearsing: stores.rehearsing, endSessions: sessions.closeAll })
  channelCheckRoutes(app, require, {
    channels,
    trusted: keystore.trustedPem,
    ownListeners: { ports: [settings.router.httpPort, settings.router.httpsPort], hostNames: listHostNames(settings) },
  })
  pollingRoutes(app, require, { channelOf: channels.find, trigger: rerun.trigger })
  tryItRoutes(app, require, {
    clients: stores.clients,
    channels,
    mechanisms: mechanisms.enabled,
    statusOfForbidden: settings.compat.openhim ? 401 : 403,
  })
  transactionRoutes(app, require, stores)
  transactionSearchRoutes(app, require, stores)
  mediatorUpdateRoutes(app, require, {
    ...stores,
    database: rerun.database,
    newId: rerun.newId,
    findChannel: channels.find,
    sealFor: ({ _id, sealBodies }, at) => (sealBodies ? stores.bodyKeys.sealer(_id, at) : undefined),
    retryStatements: (channel, failed) => buildRetry(channel, { ...failed, routes: undefined }, Date.now()),
    deleteRetries,
    statusChanged: moved,
  })
  taskRoutes(app, require, { ...rerun, tasks: stores.tasks, channels: channels.list, search: stores.search })
  bodyRoutes(app, require, stores)
  retentionRoutes(app, require, { ...stores, retention, preview: stores.retentionPreview })
  refusalRoutes(app, require, { refusals: stores.refusals, listNames })
  systemRoutes(app, require, {
    mechanisms,
    startedAt,
    ready,
    mediatorUptimes: stores.mediators.uptimes,
    gateway: {
      hostname: settings.router.externalHostname,
      httpPort: settings.router.httpPort,
      httpsPort: settings.router.httpsPort,
    },
  })
  liveRoutes(app, require, { hub, recheck: auth.recheck })
  metricsRoutes(app, require, {
    public: settings.metrics.public,
    startedAt,
    totals,
    store: stores.metrics,
    isChannel: async (id) => (await channels.find(id)) !== undefined,
    listNames,
  })
  const { warnDays } = settings.certificates
  keystoreRoutes(app, require, keystore, {
    ...gateway,
    restartProgress,
    channelsUsing: async (id) =>
      (await channels.list())
        .filter(({ routes }) => routes.some(({ cert, clientCert }) => cert === id || clientCert === id))
        .map(({ name }) => name),
    calendar: async () => buildCalendar(await listCertificates(stores), { now: Date.now(), warnDays }),
    issuedOne: stores.authority.issuedOne,
    settings,
    mutualTls: async () => (await mechanisms.enabled()).includes('mutual-tls-auth'),
    names: listHostNames(settings),
  })
  authorityRoutes(app, require, stores, {
    clients: stores.clients,
    serverCertificate: async () => (await keystore.serving()).pem,
    enrol,
    host: settings.router.externalHostname,
    port: settings.router.httpsPort,
  })
}
