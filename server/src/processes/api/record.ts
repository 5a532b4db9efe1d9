// The endpoints of the record: transactions, their bodies and reruns, refusals and metrics.
import {
  auditEventRoutes,
  auditFeedRoutes,
  noteLateTransaction,
  patientReportRoutes,
} from '../../audit-events/index.ts'
import { auditRoutes } from '../../audits/index.ts'
import { bodyRoutes } from '../../bodies/index.ts'
import { healthRoutes, healthStore } from '../../health/index.ts'
import { legalHoldRoutes } from '../../holds/index.ts'
import { issueRoutes, issueStore } from '../../issues/index.ts'
import { metricsRoutes } from '../../metrics/index.ts'
import { nodeStore } from '../../nodes/index.ts'
import { noteRoutes } from '../../notes/index.ts'
import { refusalRoutes } from '../../refusals/index.ts'
import { deleteRelatedRows, forgetEverywhere, retentionRoutes } from '../../retention/index.ts'
import { shadowRoutes } from '../../shadow/index.ts'
import { silenceRoutes, silenceStore } from '../../silence/index.ts'
import { version } from '../../system/index.ts'
import { buildRetry, taskRoutes } from '../../tasks/index.ts'
import { mediatorUpdateRoutes, transactionRoutes, transactionSearchRoutes } from '../../transactions/index.ts'
import type { Installation } from '../installation.ts'
import type { AddEndpoints } from './dependencies.ts'

/** Adds the endpoints of the record. `startedAt`: since when the counts run, in milliseconds. */
export const addRecord =
  (startedAt: number): AddEndpoints =>
  (app, { require }, { settings, stores, node, rerun, retention, totals, moved }) => {
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
      deleteRelated: deleteRelatedRows,
      created: (id) => noteLateTransaction(rerun.database, id),
      findHeld: stores.legalHolds.findHeld,
      statusChanged: moved,
    })
    taskRoutes(app, require, { ...rerun, tasks: stores.tasks, channels: channels.list, search: stores.search })
    bodyRoutes(app, require, stores)
    auditRoutes(app, require, stores)
    auditFeedRoutes(app, require, { database: rerun.database, url: settings.auditing.fhirFeed.url })
    patientReportRoutes(app, require, stores)
    auditEventRoutes(app, require, { ...stores, version, startedAt })
    legalHoldRoutes(app, require, stores)
    const everywhere = forgetEverywhere({ forgetting: stores.keyForgetting, nodes: nodeStore(rerun.database), node })
    retentionRoutes(app, require, { ...stores, retention, preview: stores.retentionPreview, everywhere })
    shadowRoutes(app, require, { ...stores, mechanisms: stores.mechanisms.enabled })
    refusalRoutes(app, require, { refusals: stores.refusals, listNames })
    issueRoutes(app, require, {
      ...stores,
      issues: issueStore(rerun.database),
      findUser: stores.users.findByEmail,
    })
    noteRoutes(app, require, { notes: stores.notes, find: buildFinders(stores) })
    healthRoutes(app, require, { health: healthStore(rerun.database), listChannels: channels.list })
    silenceRoutes(app, require, {
      silence: silenceStore(rerun.database),
      clients: stores.clients,
      noticeSettings: stores.noticeSettings,
      toLocal: stores.metrics.toLocal,
    })
    metricsRoutes(app, require, {
      public: settings.metrics.public,
      startedAt,
      totals,
      store: stores.metrics,
      isChannel: async (id) => (await channels.find(id)) !== undefined,
      listNames,
      measureBucket: stores.storageReport.measureBucket,
    })
  }

/** Returns how an object is found that has notes. What belongs to a channel is listed by its id in permissions. */
function buildFinders({ clients, channels, transactions, refusals }: Installation) {
  const findChannelNamed = async (name: string) => (await channels.list()).find((channel) => channel.name === name)
  return {
    client: async (id: string) => (await clients.find(id)) && { resource: id },
    channel: async (id: string) => (await channels.find(id)) && { resource: id },
    transaction: async (id: string) => {
      const found = await transactions.find(id)
      return found && { resource: found.channel }
    },
    refusal: async (id: string) => {
      const [found] = await refusals.list({ id, channels: 'all', limit: 1 })
      if (!found) return undefined
      return { resource: found.channel === undefined ? undefined : (await findChannelNamed(found.channel))?._id }
    },
  }
}
