import { retentionApi } from '@mediary/contract/transactions/retention'
import type { FastifyInstance } from 'fastify'
import type { BodyKeys, BodyViews } from '../bodies/index.ts'
import type { LegalHolds } from '../holds/index.ts'
import { listAllowed } from '../platform/http/caller.ts'
import { implement, type Require } from '../platform/http/implement.ts'
import { conflict, notFound, unavailable } from '../platform/http/problem.ts'
import type { ForgetEverywhere } from './forget-everywhere.ts'
import type { previewer } from './preview.ts'
import type { Removals } from './removals.ts'
import type { Retention } from './retention.ts'
import type { StorageReport } from './storage-report.ts'

type Parts = {
  retention: Retention
  storageReport: StorageReport
  removals: Pick<Removals, 'list'>
  preview: ReturnType<typeof previewer>
  bodyKeys: Pick<BodyKeys, 'list'>
  everywhere: ForgetEverywhere
  bodyViews: Pick<BodyViews, 'note'>
  legalHolds: Pick<LegalHolds, 'isMonthHeld'>
}

export const retentionRoutes = (app: FastifyInstance, require: Require, deps: Parts) =>
  implement(app, require, retentionApi, {
    usage: (_input, { caller }) => deps.storageReport.report(listAllowed(caller, 'channel-view-all')),

    removals: ({ query }, { caller }) => {
      const allowed = listAllowed(caller, 'channel-view-all')
      return deps.removals.list(allowed === 'all' ? 'all' : [...allowed], query.limit)
    },

    preview: ({ params, query }) => deps.preview(params.id, query),

    run: async ({ body }) => {
      const ran = await deps.retention.run()
      if (!ran) throw conflict('retention-busy')
      if (body.compact) await deps.retention.compact()
      return ran
    },

    keys: async ({ params }) =>
      deps.bodyKeys
        .list()
        .filter(({ channel }) => channel === params.id)
        .map(({ month }) => ({ month })),

    destroyKey: async ({ params }, { caller }) => {
      const isHere = deps.bodyKeys.list().some((key) => key.channel === params.id && key.month === params.month)
      if (!isHere && !(await deps.everywhere.hasOthers())) throw notFound('body-key-not-found', { month: params.month })
      if (await deps.legalHolds.isMonthHeld(params.id, params.month))
        throw conflict('month-held', { month: params.month })
      // Who forgot them is kept before they are forgotten.
      const of = { id: '', channel: params.id }
      await deps.bodyViews.note([{ of, part: `key ${params.month} destroyed`, caller, reason: undefined }])
      if (!(await deps.everywhere.forget(params.id, params.month))) throw unavailable('key-not-destroyed-everywhere')
      return `The sealed bodies of ${params.month} are forgotten`
    },
  })
