// The endpoints of the record: transactions, their bodies and reruns, refusals and metrics.
import { auditRoutes } from '../../audits/index.ts'
import { bodyRoutes } from '../../bodies/index.ts'
import { healthRoutes, healthStore } from '../../health/index.ts'
import { issueRoutes, issueStore } from '../../issues/index.ts'
import { metricsRoutes } from '../../metrics/index.ts'
import { refusalRoutes } from '../../refusals/index.ts'
import { retentionRoutes } from '../../retention/index.ts'
import { buildRetry, deleteRetries, taskRoutes } from '../../tasks/index.ts'
import { mediatorUpdateRoutes, transactionRoutes, transactionSearchRoutes } from '../../transactions/index.ts'
import type { AddEndpoints } from './dependencies.ts'

/** Adds the endpoints of the record. `startedAt`: since when the counts run, in milliseconds. */
export const addRecord =
  (startedAt: number): AddEndpoints =>
  (app, { require }, { settings, stores, rerun, retention, totals, moved }) => {
    const { channels } = stores
    const listNames = async (ids: string[]) => (await channels.list(ids)).map(({ name }) => name)
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
    auditRoutes(app, require, stores)
    retentionRoutes(app, require, { ...stores, retention, preview: stores.retentionPreview })
    refusalRoutes(app, require, { refusals: stores.refusals, listNames })
    issueRoutes(app, require, {
      ...stores,
      issues: issueStore(rerun.database),
      findUser: stores.users.findByEmail,
    })
    healthRoutes(app, require, { health: healthStore(rerun.database), listChannels: channels.list })
    metricsRoutes(app, require, {
      public: settings.metrics.public,
      startedAt,
      totals,
      store: stores.metrics,
      isChannel: async (id) => (await channels.find(id)) !== undefined,
      listNames,
    })
  }
