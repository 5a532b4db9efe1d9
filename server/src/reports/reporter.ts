// Sends the daily and weekly reports of users, made from the metrics.
import type { Channel } from '@mediary/contract/channels'
import type { Permissions } from '@mediary/contract/permission'
import type { User } from '@mediary/contract/users'
import type { MetricsStore } from '../metrics/index.ts'
import { findLanguage, type NoticeSettingsStore, type NoticeStore } from '../notices/index.ts'
import { every, type Periodic } from '../platform/every.ts'
import { listAllowed } from '../platform/http/caller.ts'
import type { Log } from '../platform/log.ts'
import { buildReport, listRows, readMetrics } from './build-report.ts'
import { listDuePeriods } from './rules.ts'

const interval = 60_000

type Deps = {
  users: { list: () => Promise<User[]> }
  userRoles: { permitting: () => Promise<(groups: string[]) => Permissions[]> }
  channels: { list: () => Promise<Channel[]> }
  metrics: Pick<MetricsStore, 'read' | 'findDayStart' | 'nameDay'>
  notices: Pick<NoticeStore, 'add'>
  settings: Pick<NoticeSettingsStore, 'read'>
  now?: () => number
  log: Log
}

/**
 * Sends reports once they are due. The key of a notice names its period and its user, so that several nodes and restarts make it
 * once, and a server that was down at seven sends it later that day.
 */
export const reporter = (deps: Deps): Periodic => every(interval, 'sending reports', () => sendReports(deps), deps.log)

async function sendReports(deps: Deps) {
  const now = (deps.now ?? Date.now)()
  const { mail, instance, language } = await deps.settings.read()
  const periods = mail ? listDuePeriods({ now, ...deps.metrics }) : []
  if (periods.length === 0) return
  const users = await deps.users.list()
  const permitting = await deps.userRoles.permitting()
  const channels = await deps.channels.list()
  for (const period of periods) {
    const subscribers = users.filter((user) => (period.kind === 'daily' ? user.dailyReport : user.weeklyReport))
    if (subscribers.length === 0) continue
    const metrics = await readMetrics(deps.metrics, period)
    const reports = subscribers.map((user) => {
      const allowed = listAllowed({ by: 'basic', permissions: permitting(user.groups) }, 'channel-view-all')
      const visible = channels.filter(({ _id }) => allowed === 'all' || allowed.has(_id))
      const own = findLanguage(user, language)
      return buildReport(user, period, listRows(visible, metrics, own), { instance, language: own })
    })
    await deps.notices.add(reports)
  }
}
