// The endpoints of what administrators configure: clients, roles, channels, mediators and what belongs to them.
import { alertPreviewRoutes } from '../../alerts/index.ts'
import { appRoutes } from '../../apps/index.ts'
import { recordConfigurationChanges } from '../../audits/index.ts'
import { channelCheckRoutes, channelRoutes } from '../../channels/index.ts'
import { clientImportRoutes, clientRoutes, credentialRoutes } from '../../clients/index.ts'
import { configurationRoutes } from '../../configuration/index.ts'
import { contactGroupRoutes } from '../../contact-groups/index.ts'
import { historyRoutes } from '../../history/index.ts'
import { limitRoutes } from '../../limits/index.ts'
import { mediatorRoutes } from '../../mediators/index.ts'
import { metadataRoutes } from '../../metadata/index.ts'
import { toDay } from '../../metrics/index.ts'
import { noticeRoutes } from '../../notices/index.ts'
import { pollingRoutes } from '../../polling/index.ts'
import { roleRoutes, usageRoutes } from '../../roles/index.ts'
import { tryItRoutes } from '../../try-it/index.ts'
import { visualizerRoutes } from '../../visualizers/index.ts'
import { listHostNames } from './addresses.ts'
import type { AddEndpoints } from './dependencies.ts'

/** Adds the endpoints of the configuration. */
export const addConfiguration: AddEndpoints = (app, { require }, dependencies) => {
  const { settings, stores, secrets, lastUsed, rerun, audits } = dependencies
  const { channels, mechanisms } = stores
  const jwtEnabled = async () => (await mechanisms.enabled()).includes('jwt-auth')
  clientRoutes(app, require, stores.clients, { jwtEnabled, lastUsed })
  clientImportRoutes(app, require, stores.clientImport, { jwtEnabled })
  credentialRoutes(app, require, stores.credentials, {
    lastUsed,
    async countUses(credential, days) {
      await dependencies.collectCounts()
      return stores.clientRequests.countUses(credential, toDay(Date.now()) + 1 - days)
    },
    findLeaked: stores.findLeaked,
  })
  limitRoutes(app, require, {
    limits: stores.limits,
    findClient: stores.clients.find,
    findChannel: channels.find,
    findCredential: stores.credentialLimits.find,
    changeCredential: stores.credentialLimits.change,
    countRates: async (of, since) => dependencies.collectCounts().then(() => stores.countRequestRates(of, since)),
  })
  roleRoutes(app, require, stores.roles)
  usageRoutes(app, require, {
    roles: stores.roles,
    readUse: (channels, days) => stores.clientRequests.read(channels, toDay(Date.now()) + 1 - days),
  })
  channelRoutes(app, require, channels, rerun.findChannelProblem)
  channelCheckRoutes(app, require, {
    channels,
    trusted: stores.keystore.trustedPem,
    ownListeners: { ports: [settings.router.httpPort, settings.router.httpsPort], hostNames: listHostNames(settings) },
  })
  alertPreviewRoutes(app, require, {
    channels,
    database: rerun.database,
    findDayStart: stores.metrics.findDayStart,
  })
  pollingRoutes(app, require, { ...rerun, channelOf: channels.find })
  mediatorRoutes(app, require, stores)
  contactGroupRoutes(app, require, stores)
  noticeRoutes(app, require, {
    notices: stores.notices,
    settings: stores.noticeSettings,
    findUser: stores.users.findByEmail,
    secrets,
  })
  visualizerRoutes(app, require, stores)
  appRoutes(app, require, stores)
  metadataRoutes(app, require, { stores, rehearsing: stores.rehearsing, endSessions: stores.sessions.closeAll })
  configurationRoutes(app, require, { ...stores, noteChanges: recordConfigurationChanges(audits) })
  historyRoutes(app, require, { ...stores, endSessions: stores.sessions.closeAll })
  tryItRoutes(app, require, {
    clients: stores.clients,
    channels,
    mechanisms: mechanisms.enabled,
    statusOfForbidden: settings.compat.openhim ? 401 : 403,
  })
}
