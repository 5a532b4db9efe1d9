import { authorityApi } from './authority.ts'
import { bodiesApi } from './bodies.ts'
import { channelChecksApi } from './channel-checks.ts'
import { channelsApi } from './channels.ts'
import { clientsApi } from './clients.ts'
import { keystoreApi } from './keystore.ts'
import { liveApi } from './live.ts'
import { metricsApi } from './metrics.ts'
import { pollingApi } from './polling.ts'
import { refusalsApi } from './refusals.ts'
import { reportsApi } from './reports.ts'
import { retentionApi } from './retention.ts'
import { rolesApi } from './roles.ts'
import { sessionsApi } from './sessions.ts'
import { systemApi } from './system.ts'
import { tasksApi } from './tasks.ts'
import { transactionSearchApi } from './transaction-search.ts'
import { transactionsApi } from './transactions.ts'
import { tryItApi } from './try-it.ts'
import { userRolesApi, usersApi } from './users.ts'

/** The whole management API, by concept. */
export const api = {
  sessions: sessionsApi,
  clients: clientsApi,
  roles: rolesApi,
  channels: channelsApi,
  channelChecks: channelChecksApi,
  polling: pollingApi,
  tryIt: tryItApi,
  transactions: { ...transactionsApi, ...transactionSearchApi },
  reports: reportsApi,
  bodies: bodiesApi,
  retention: retentionApi,
  refusals: refusalsApi,
  metrics: metricsApi,
  live: liveApi,
  keystore: keystoreApi,
  authority: authorityApi,
  users: usersApi,
  userRoles: userRolesApi,
  system: systemApi,
  tasks: tasksApi,
}
