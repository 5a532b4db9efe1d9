import type { Topic } from '@mediary/contract/operations/live'
import { lastUsedStore } from '../../clients/index.ts'
import { healthStore, healthWriter, type RouteRuns } from '../../health/index.ts'
import {
  type Counted,
  clientRequestStore,
  clientRequestWriter,
  type Move,
  metricsStore,
  metricsWriter,
  mover,
  totals,
} from '../../metrics/index.ts'
import type { Database } from '../../platform/database/database.ts'
import type { Log } from '../../platform/log.ts'
import type { Settings } from '../../settings/settings.ts'
import { hourWriter, silenceStore } from '../../silence/index.ts'

export type MetricsSink = ReturnType<typeof metricsSink>

/**
 * The metrics sink: it passes the counts of the workers on to Prometheus, the stored metrics, the health of routes, the
 * last use of clients, and live updates.
 */
export function metricsSink(
  database: Database,
  settings: Settings,
  log: Log,
  publish: (topics: readonly Topic[]) => void,
) {
  const sinceStart = totals()
  const lastUsed = lastUsedStore(database, log)
  const store = metricsStore(database, settings.metrics.timeZone)
  const writer = metricsWriter(store, log)
  const clientRequests = clientRequestWriter(clientRequestStore(database), log)
  const health = healthWriter(healthStore(database), log, () => publish(['health']))
  const hours = hourWriter(silenceStore(database), log)
  const moving = mover(store, log)
  return {
    totals: sinceStart,
    lastUsed,
    add(counted: Counted) {
      sinceStart.add(counted)
      lastUsed.note(counted.used)
      hours.note(counted.used)
      lastUsed.noteCredentials(counted.usedCredentials)
      clientRequests.add(counted.clientRequests)
      if (counted.arrived > 0 || counted.series.length) publish(['transactions'])
      if (Object.keys(counted.refused).length) publish(['refusals'])
      if (counted.minutes.length) void writer.add(counted.minutes).then(() => publish(['metrics']))
    },
    /** Resolves when it has been tried to write the requests of clients and credentials. */
    flushRequests: clientRequests.flush,
    /** Takes how exchanges with upstreams have ended. */
    addExchanges: (routes: readonly RouteRuns[]) => health.add(routes),
    /** A transaction was changed by somebody else than the gateway. */
    moved(change: Move) {
      publish(['transactions'])
      if (change.from !== change.to) void moving.move(change).then(() => publish(['metrics']))
    },
    async close() {
      moving.close()
      await writer.close()
      await clientRequests.close()
      await health.close()
      await hours.close()
      await lastUsed.close()
    },
  }
}
