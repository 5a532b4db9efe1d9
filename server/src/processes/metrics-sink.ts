import type { Topic } from '@mediary/contract/live'
import { lastUsedStore } from '../clients/index.ts'
import { type Counted, type Move, metricsStore, metricsWriter, mover, totals } from '../metrics/index.ts'
import type { Database } from '../platform/database/database.ts'
import type { Log } from '../platform/log.ts'
import type { Settings } from '../settings/settings.ts'

export type MetricsSink = ReturnType<typeof metricsSink>

/** What the workers have counted goes to where it is shown: Prometheus, the metrics by time, the last use of clients, live updates. */
export function metricsSink(
  database: Database,
  settings: Settings,
  log: Log,
  announce: (topics: readonly Topic[]) => void,
) {
  const sinceStart = totals()
  const lastUsed = lastUsedStore(database, log)
  const store = metricsStore(database, settings.metrics.timeZone)
  const writer = metricsWriter(store, log)
  const moving = mover(store, log)
  return {
    totals: sinceStart,
    lastUsed,
    add(counted: Counted) {
      sinceStart.add(counted)
      lastUsed.note(counted.used)
      if (counted.arrived > 0 || counted.series.length) announce(['transactions'])
      if (Object.keys(counted.refused).length) announce(['refusals'])
      if (counted.minutes.length) void writer.add(counted.minutes).then(() => announce(['metrics']))
    },
    /** A transaction was changed by somebody else than the gateway. */
    moved(change: Move) {
      announce(['transactions'])
      if (change.from !== change.to) void moving.move(change).then(() => announce(['metrics']))
    },
    async close() {
      moving.close()
      await writer.close()
      await lastUsed.close()
    },
  }
}
