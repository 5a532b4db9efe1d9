import type { Channel } from '@mediary/contract/channels'
import type { Metric } from '@mediary/contract/operations/metrics'
import type { NoticeLanguage } from '@mediary/contract/operations/notices'
import type { User } from '@mediary/contract/users'
import type { MetricsStore } from '../metrics/index.ts'
import { type NewNotice, translate } from '../notices/index.ts'
import type { Period } from './rules.ts'

/** Reads the requests of a period, by channel. */
export const readMetrics = (metrics: Pick<MetricsStore, 'read'>, { from, to }: Period) =>
  metrics.read({ kind: 'day', from, to: to - 1, channels: 'all', by: { time: false, channel: true } })

/** Lists one row for each visible channel. A disabled channel has a row only if it had requests. */
export function listRows(channels: readonly Channel[], metrics: readonly Metric[], language: NoticeLanguage): string[] {
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

/** Builds the report of a period for a user. */
export function buildReport(
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
