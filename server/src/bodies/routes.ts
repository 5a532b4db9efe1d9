import { bodiesApi, Reason } from '@mediary/contract/transactions/bodies'
import type { FastifyInstance } from 'fastify'
import { may } from '../platform/http/caller.ts'
import { implement, type Require } from '../platform/http/implement.ts'
import { forbidden, notFound } from '../platform/http/problem.ts'
import type { HeadStore, Heads } from './heads.ts'
import type { BodyReader } from './reader.ts'
import type { BodyViews } from './views.ts'

type Recorded = { id: string; channel: string }
type Parts = {
  transactions: { find: (id: string) => Promise<Recorded | undefined>; heads: Pick<HeadStore, 'find'> }
  bodyReader: BodyReader
  bodyViews: Pick<BodyViews, 'list'>
}

export const bodyRoutes = (app: FastifyInstance, require: Require, { transactions, bodyReader, bodyViews }: Parts) =>
  implement(app, require, bodiesApi, {
    download: async ({ params, query }, { caller, request, reply }) => {
      const row = await transactions.find(params.id)
      // A transaction that the caller may not see is answered as one that does not exist.
      if (!row || !may(caller, 'transaction-view-all', row.channel))
        throw notFound('transaction-not-found', { id: params.id })
      if (!bodyReader.maySee(row, caller)) throw forbidden('bodies-hidden')
      const reason = query.reason ?? Reason.safeParse(request.headers['x-reason']).data
      const body = await bodyReader.whole(row, params.part, { caller, reason })
      if (!body) throw notFound('body-not-stored', { name: params.part })
      reply.type(findContentType(await transactions.heads.find(row.id), params.part))
      // What a client sent must never run as a page of ours.
      const name = `${params.id}-${params.part.replaceAll('/', '-')}`
      reply.header('Content-Disposition', `attachment; filename="${name}"`)
      return body
    },
    views: ({ query }) => bodyViews.list(query),
  })

const plainType = /^[\w.+-]+\/[\w.+-]+(\s*;\s*charset=[\w-]+)?$/i
const unknown = 'application/octet-stream'

/** What the sender called it. */
function findContentType(heads: Heads | undefined, part: string): string {
  const ofPart: Record<string, Heads['responseHeaders']> = {
    request: heads?.requestHeaders,
    response: heads?.responseHeaders,
  }
  const headers = ofPart[part] ?? []
  const at = headers.findIndex((name, i) => i % 2 === 0 && name.toLowerCase() === 'content-type')
  const type = at === -1 ? unknown : (headers[at + 1] ?? unknown)
  return plainType.test(type) ? type : unknown
}
