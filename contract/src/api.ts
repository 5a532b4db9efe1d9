import { appsApi } from './apps.ts'
import { auditsApi } from './audits.ts'
import { channelChecksApi } from './channels/checks.ts'
import { pollingApi } from './channels/polling.ts'
import { channelsApi } from './channels.ts'
import { credentialsApi } from './clients/credentials.ts'
import { clientImportApi } from './clients/import.ts'
import { tokenIssuersApi } from './clients/issuers.ts'
import { tryItApi } from './clients/try-it.ts'
import { clientsApi } from './clients.ts'
import { configurationApi } from './configuration.ts'
import { contactGroupsApi } from './contact-groups.ts'
import { healthApi } from './health.ts'
import { historyApi } from './history.ts'
import { issuesApi } from './issues.ts'
import { authorityApi } from './keystore/authority.ts'
import { keystoreApi } from './keystore.ts'
import { limitsApi } from './limits.ts'
import { liveApi } from './live.ts'
import { logsApi } from './logs.ts'
import { mediatorsApi } from './mediators.ts'
import { metadataApi } from './metadata.ts'
import { metricsApi } from './metrics.ts'
import { notesApi } from './notes.ts'
import { noticesApi } from './notices.ts'
import { refusalsApi } from './refusals.ts'
import { usageApi } from './roles/usage.ts'
import { rolesApi } from './roles.ts'
import { silenceApi } from './silence.ts'
import { systemApi } from './system.ts'
import { tasksApi } from './tasks.ts'
import { bodiesApi } from './transactions/bodies.ts'
import { mediatorUpdatesApi } from './transactions/mediator-updates.ts'
import { retentionApi } from './transactions/retention.ts'
import { transactionSearchApi } from './transactions/search.ts'
import { transactionsApi } from './transactions.ts'
import { sessionsApi } from './users/sessions.ts'
import { userRolesApi, usersApi } from './users.ts'
import { visualizersApi } from './visualizers.ts'

/** All endpoints of the management API, by concept. */
export const api = {
  sessions: sessionsApi,
  clients: clientsApi,
  clientImport: clientImportApi,
  credentials: credentialsApi,
  tokenIssuers: tokenIssuersApi,
  limits: limitsApi,
  roles: rolesApi,
  usage: usageApi,
  channels: channelsApi,
  channelChecks: channelChecksApi,
  polling: pollingApi,
  tryIt: tryItApi,
  mediators: mediatorsApi,
  contactGroups: contactGroupsApi,
  notices: noticesApi,
  metadata: metadataApi,
  configuration: configurationApi,
  transactions: { ...transactionsApi, ...transactionSearchApi },
  mediatorUpdates: mediatorUpdatesApi,
  bodies: bodiesApi,
  audits: auditsApi,
  retention: retentionApi,
  refusals: refusalsApi,
  issues: issuesApi,
  metrics: metricsApi,
  health: healthApi,
  silence: silenceApi,
  live: liveApi,
  keystore: keystoreApi,
  authority: authorityApi,
  users: usersApi,
  userRoles: userRolesApi,
  system: systemApi,
  tasks: tasksApi,
  visualizers: visualizersApi,
  apps: appsApi,
  logs: logsApi,
  history: historyApi,
  notes: notesApi,
}
