import { appsApi } from './apps.ts'
import { channelChecksApi } from './channels/checks.ts'
import { pollingApi } from './channels/polling.ts'
import { channelsApi } from './channels.ts'
import { credentialsApi } from './clients/credentials.ts'
import { clientImportApi } from './clients/import.ts'
import { tokenIssuersApi } from './clients/issuers.ts'
import { tryItApi } from './clients/try-it.ts'
import { clientsApi } from './clients.ts'
import { configurationApi } from './configuration.ts'
import { authorityApi } from './keystore/authority.ts'
import { keystoreApi } from './keystore.ts'
import { limitsApi } from './limits.ts'
import { mediatorsApi } from './mediators.ts'
import { metadataApi } from './metadata.ts'
import { auditsApi } from './operations/audits.ts'
import { contactGroupsApi } from './operations/contact-groups.ts'
import { healthApi } from './operations/health.ts'
import { historyApi } from './operations/history.ts'
import { issuesApi } from './operations/issues.ts'
import { liveApi } from './operations/live.ts'
import { logsApi } from './operations/logs.ts'
import { metricsApi } from './operations/metrics.ts'
import { notesApi } from './operations/notes.ts'
import { noticesApi } from './operations/notices.ts'
import { refusalsApi } from './operations/refusals.ts'
import { silenceApi } from './operations/silence.ts'
import { tasksApi } from './operations/tasks.ts'
import { visualizersApi } from './operations/visualizers.ts'
import { usageApi } from './roles/usage.ts'
import { rolesApi } from './roles.ts'
import { systemApi } from './system.ts'
import { bodiesApi } from './transactions/bodies.ts'
import { mediatorUpdatesApi } from './transactions/mediator-updates.ts'
import { retentionApi } from './transactions/retention.ts'
import { transactionSearchApi } from './transactions/search.ts'
import { transactionsApi } from './transactions.ts'
import { ownSessionsApi } from './users/own-sessions.ts'
import { previewApi } from './users/preview.ts'
import { sessionsApi } from './users/sessions.ts'
import { viewAsApi } from './users/view-as.ts'
import { userRolesApi, usersApi } from './users.ts'

/** All endpoints of the management API, by concept. */
export const api = {
  sessions: sessionsApi,
  ownSessions: ownSessionsApi,
  viewAs: viewAsApi,
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
  userRoles: { ...userRolesApi, ...previewApi },
  system: systemApi,
  tasks: tasksApi,
  visualizers: visualizersApi,
  apps: appsApi,
  logs: logsApi,
  history: historyApi,
  notes: notesApi,
}
