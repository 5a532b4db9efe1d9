// Sends the daily and weekly reports of users, made from the metrics.
import type { Channel } from '@mediary/contract/channels'
import type { Metric } from '@mediary/contract/operations/metrics'
import type { NoticeLanguage } from '@mediary/contract/operations/notices'
import type { Permissions } from '@mediary/contract/permission'
import type { User } from '@mediary/contract/users'
import type { MetricsStore } from '../metrics/index.ts'
import {
  findLanguage,
  type NewNotice,
  type NoticeSettingsStore,
  type NoticeStore,
  translate,
} from '../notices/index.ts'
import { every, type Periodic } from '../platform/every.ts'
import { listAllowed } from '../platform/http/caller.ts'
import type { Log } from '../platform/log.ts'
import { listDuePeriods, type Period } from './rules.ts'

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
    const { from, to } = period
    const read = { kind: 'day', from, to: to - 1, channels: 'all', by: { time: false, channel: true } } as const
    const metrics = await deps.metrics.read(read)
    const reports = subscribers.map((user) => {
      const allowed = listAllowed({ by: 'basic', permissions: permitting(user.groups) }, 'channel-view-all')
      const visible = channels.filter(({ _id }) => allowed === 'all' || allowed.has(_id))
      const own = findLanguage(user, language)
      return buildReport(user, period, listRows(visible, metrics, own), { instance, language: own })
    })
    await deps.notices.add(reports)
  }
}

/** Lists one row for each visible channel. A disabled channel has a row only if it had requests. */
function listRows(channels: readonly Channel[], metrics: readonly Metric[], language: NoticeLanguage): string[] {
  const byChannel = new Map(metrics.map((metric) => [metric._id.channelID, metric]))
  return channels.flatMap(({ _id, name, status }) => {
    const metric = byChannel.get(_id)
    if (!metric && status !== 'enabled') return []
    return [
      translate(language, 'report.row', {
        channel: name,
        total: metric?.total ?? 0,
        average: Math.round(metric?.avgResp ?? 0),
        failed: metric?.failed ?? 0,
        successful: metric?.successful ?? 0,
        completed: metric?.completed ?? 0,
        errors: metric?.completedWErrors ?? 0,
        processing: metric?.processing ?? 0,
      }),
    ]
  })
}

function buildReport(
  { email }: User,
  { kind, name }: Period,
  rows: string[],
  { instance, language }: { instance: string; language: NoticeLanguage },
): NewNotice {
  return {
    key: `report ${kind} ${name} ${email}`,
    kind: 'report',
    method: 'email',
    recipient: email,
    subject: translate(language, `report.${kind}`, { instance, day: name }),
    content: { lines: rows.length ? rows : [translate(language, 'report.none')] },
  }
}
