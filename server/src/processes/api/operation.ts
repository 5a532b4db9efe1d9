// The endpoints of the running program: its state, live updates, log and certificates.
import { authorityRoutes } from '../../authority/index.ts'
import { buildCalendar, keystoreRoutes } from '../../keystore/index.ts'
import { liveRoutes } from '../../live/index.ts'
import { logRoutes } from '../../logs/index.ts'
import { nodeRoutes, nodeStore } from '../../nodes/index.ts'
import { changeLog } from '../../platform/database/changes.ts'
import { systemRoutes, tokenIssuerRoutes } from '../../system/index.ts'
import { listWorkers } from '../../workers/index.ts'
import { listCertificates } from '../certificates/certificate-list.ts'
import { listHostNames } from './addresses.ts'
import type { AddEndpoints } from './dependencies.ts'

/** Adds the endpoints of the running program. `startedAt`: since when it runs, in milliseconds. */
export const addOperation =
  (startedAt: number): AddEndpoints =>
  (app, auth, dependencies) => {
    const { settings, stores, hub, ready } = dependencies
    const { httpPort, httpsPort, externalHostname } = settings.router
    systemRoutes(app, auth.require, {
      mechanisms: stores.mechanisms,
      startedAt,
      ready,
      mediatorUptimes: stores.mediators.uptimes,
      gateway: { hostname: externalHostname, httpPort, httpsPort },
      isShadow: settings.shadow,
    })
    tokenIssuerRoutes(app, auth.require, stores.issuers)
    liveRoutes(app, auth.require, { hub, recheck: auth.recheck })
    logRoutes(app, auth.require, dependencies)
    const { database } = dependencies.rerun
    nodeRoutes(app, auth.require, {
      nodes: nodeStore(database),
      node: dependencies.node,
      listWorkers: () => listWorkers(database),
      newestConfiguration: changeLog(database, async () => undefined).last,
    })
    addCertificates(app, auth, dependencies)
  }

const addCertificates: AddEndpoints = (app, { require }, dependencies) => {
  const { settings, stores, restarts, enrol } = dependencies
  const { channels, clients, keystore, mechanisms } = stores
  const { warnDays } = settings.certificates
  keystoreRoutes(app, require, keystore, {
    restarts,
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
    clients,
    serverCertificate: async () => (await keystore.serving()).pem,
    enrol,
    host: settings.router.externalHostname,
    port: settings.router.httpsPort,
  })
}
