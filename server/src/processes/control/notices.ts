// Everything that decides about notices or sends them.
import {
  alertFollower,
  conditionWatcher,
  expiryWatcher,
  issueWatcher,
  outageWatcher,
  silenceWatcher,
  type WatchedRoute,
} from '../../alerts/index.ts'
import { healthStore } from '../../health/index.ts'
import { issueStore } from '../../issues/index.ts'
import { noticeSender } from '../../notices/index.ts'
import { changeLog } from '../../platform/database/changes.ts'
import type { Claims } from '../../platform/database/claims.ts'
import type { Database } from '../../platform/database/database.ts'
import type { Periodic } from '../../platform/every.ts'
import { reporter } from '../../reports/index.ts'
import { silenceStore } from '../../silence/index.ts'
import { listExpiring } from '../certificates/list-expiring.ts'
import { listConditionSources } from './conditions.ts'
import type { Core } from './core.ts'

type Parts = Pick<Core, 'database' | 'stores' | 'secrets' | 'settings' | 'log' | 'announced'>

/** Starts to follow the record and to deliver notices. In shadow mode nobody is told about traffic that another gateway serves. */
export function sendNotices(
  { database, stores, secrets, settings, log, announced }: Parts,
  claims: Claims,
): Periodic[] {
  return [
    alertFollower(database, {
      ...stores,
      // Without alerts its position moves on all the same.
      ...(settings.shadow && { channels: { list: async () => [] } }),
      settings: stores.noticeSettings,
      lastChange: changeLog(database, async () => undefined).last,
      findDayStart: stores.metrics.findDayStart,
      claims,
      log,
    }),
    expiryWatcher({
      ...stores,
      settings: stores.noticeSettings,
      listExpiring: (now) => listExpiring(database, stores, now),
      log,
    }),
    conditionWatcher(database, {
      ...stores,
      sources: listConditionSources({ database, stores, settings }),
      settings: stores.noticeSettings,
      claims,
      log,
    }),
    ...(settings.shadow ? [] : watchTraffic({ database, stores, log }, claims)),
    noticeSender({
      notices: stores.notices,
      settings: stores.noticeSettings,
      findUser: stores.users.findByEmail,
      secrets,
      changed: () => announced.tellTopics(['notices']),
      log,
    }),
  ]
}

/** Starts to look for upstreams that are away, issues and silent clients, and to make the reports. */
function watchTraffic(
  { database, stores, log }: Pick<Parts, 'database' | 'stores' | 'log'>,
  claims: Claims,
): Periodic[] {
  const settings = stores.noticeSettings
  return [
    outageWatcher({ ...stores, settings, listRoutes: () => listRoutes(database, stores), log }),
    issueWatcher(database, { ...stores, issues: issueStore(database), settings, log }),
    silenceWatcher({
      ...stores,
      silence: silenceStore(database),
      settings,
      toLocal: stores.metrics.toLocal,
      claims,
      log,
    }),
    reporter({ ...stores, settings, log }),
  ]
}

/** Lists the routes of enabled channels whose upstream has had requests. */
async function listRoutes(database: Database, { channels }: Core['stores']): Promise<WatchedRoute[]> {
  const health = await healthStore(database).list('all')
  return (await channels.list())
    .filter(({ status }) => status === 'enabled')
    .flatMap(({ _id, name: channel, routes }) =>
      routes.flatMap(({ name, status, host, port }): WatchedRoute[] => {
        const known = health.get(_id)?.get(name)
        const address = `${host}:${port}`
        if (status !== 'enabled' || known?.address !== address) return []
        return [{ channel, address, state: known.state, since: known.since }]
      }),
    )
}
