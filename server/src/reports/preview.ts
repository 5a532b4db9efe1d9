// Shows a report before it is sent.
import type { Channel } from '@mediary/contract/channels'
import type { Permissions } from '@mediary/contract/permission'
import type { User } from '@mediary/contract/users'
import { reportPreviewApi } from '@mediary/contract/users/report-preview'
import type { FastifyInstance } from 'fastify'
import type { MetricsStore } from '../metrics/index.ts'
import { findLanguage, type NoticeSettingsStore } from '../notices/index.ts'
import { listAllowed } from '../platform/http/caller.ts'
import { implement, type Require } from '../platform/http/implement.ts'
import { buildReport, listRows, readMetrics } from './build-report.ts'
import { findLastPeriod } from './rules.ts'

type Deps = {
  users: { find: (email: string) => Promise<User> }
  userRoles: { permitting: () => Promise<(groups: string[]) => Permissions[]> }
  channels: { list: () => Promise<Channel[]> }
  metrics: Pick<MetricsStore, 'read' | 'findDayStart' | 'nameDay'>
  noticeSettings: Pick<NoticeSettingsStore, 'read'>
}

/** The endpoint that previews the report of a user. It shows no channel that the caller may not see. */
export const reportPreviewRoutes = (app: FastifyInstance, require: Require, deps: Deps) =>
  implement(app, require, reportPreviewApi, {
    preview: async ({ params, query: { kind } }, { caller }) => {
      const user = await deps.users.find(params.email)
      const permitting = await deps.userRoles.permitting()
      const both = [{ by: 'basic' as const, permissions: permitting(user.groups) }, caller].map((one) =>
        listAllowed(one, 'channel-view-all'),
      )
      const visible = (await deps.channels.list()).filter(({ _id }) =>
        both.every((allowed) => allowed === 'all' || allowed.has(_id)),
      )
      const { instance, language } = await deps.noticeSettings.read()
      const own = findLanguage(user, language)
      const period = findLastPeriod(kind, { now: Date.now(), ...deps.metrics })
      const rows = listRows(visible, await readMetrics(deps.metrics, period), own)
      const { subject, content } = buildReport(user, period, rows, { instance, language: own })
      return { subject, lines: content.lines }
    },
  })
