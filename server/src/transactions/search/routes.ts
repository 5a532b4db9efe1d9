import { issue } from '@mediary/contract/problem'
import type { Representation } from '@mediary/contract/transactions'
import { transactionSearchApi } from '@mediary/contract/transactions/search'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { BodyReader } from '../../bodies/index.ts'
import { type Caller, listAllowed } from '../../platform/http/caller.ts'
import { type Call, implement, type Require } from '../../platform/http/implement.ts'
import { forbidden, invalidRequest } from '../../platform/http/problem.ts'
import { readTime } from '../../platform/ids.ts'
import type { NameSources } from '../names.ts'
import { transactionPresenter } from '../show.ts'
import type { TransactionStore } from '../store.ts'
import { namedValues } from './conditions.ts'
import type { Count } from './count.ts'
import type { Search, TransactionSearch } from './query.ts'
import type { SearchResult } from './search-in-slices.ts'

// `listed` applies to a list without a limit, `counted` to the count of a list, `matched` to the preview of a rerun.
const maxima = { listed: 1000, skipped: 20_000, counted: 1000, matched: 100_000, bodyBytes: 64 * 1024 }
/** Milliseconds. A list that takes longer is not counted beyond its page. */
const countTimeout = { list: 10, preview: 1000 }

export const transactionSearchRoutes = (
  app: FastifyInstance,
  require: Require,
  {
    transactions,
    bodyReader,
    search: found,
    channels,
    clients,
  }: NameSources & { transactions: TransactionStore; bodyReader: BodyReader; search: TransactionSearch },
) => {
  const show = transactionPresenter({ transactions, bodies: bodyReader, channels, clients })

  const list = async (filters: Search['filters'], query: Paging, { caller, request, reply }: Call) => {
    const channels = visibleChannels(caller, filters)
    const limit = query.filterLimit || maxima.listed
    const offset = query.filterPage * limit
    if (offset > maxima.skipped) throw invalidRequest([issue('filterPage', 'page-too-far')])
    const { before, after, patience: timeout, filterRepresentation } = query
    const search = { filters, channels, before, after, timeout, limit, offset }
    const asked = performance.now()
    const page = await found.ids(search)
    const countBudget = countTimeout.list - (performance.now() - asked)
    const lineage = transactions.lineage(page.ids)
    const [rows, count] = await Promise.all([
      found.rows(page.ids),
      countPage(page, { ...search, timeout: countBudget }),
      lineage,
    ])
    setPagingHeaders(request, reply, { page, limit, newer: after !== undefined && before === undefined })
    setCountHeaders(reply, count)
    return show(rows, filterRepresentation, { caller, limit: maxima.bodyBytes }, lineage)
  }

  /** Counts the results of a list. A page that is not full is its own count. */
  const countPage = async ({ ids, reached }: SearchResult, { before, after, ...search }: Search): Promise<Count> => {
    const first = before === undefined && after === undefined
    const seen = (search.offset ?? 0) + ids.length
    const tells = ids.length > 0 || !search.offset
    if (first && tells && ids.length < search.limit && reached === undefined) return { count: seen, kind: 'exact' }
    if (reached !== undefined) return { count: seen, kind: 'at-least' }
    const last = ids.at(-1)
    const known = first && seen < maxima.counted && last !== undefined ? { count: seen, last } : undefined
    return found.count({ ...search, limit: maxima.counted, known })
  }

  return implement(app, require, transactionSearchApi, {
    list: async ({ query }, call) => {
      const { filters } = query
      if (query.filterRepresentation !== 'bulkrerun') return list(filters, query, call)
      const search = { filters, channels: visibleChannels(call.caller, filters), limit: maxima.matched }
      const counted = await found.count({ ...search, timeout: countTimeout.preview })
      setCountHeaders(call.reply, counted)
      return { count: counted.count }
    },

    byClient: ({ params, query }, call) => list({ clientID: { $eq: params.clientId } }, query, call),
  })
}

type Paging = Pick<Search, 'before' | 'after'> & {
  filterLimit?: number | undefined
  filterPage: number
  filterRepresentation: Representation
  patience: number
}

function visibleChannels(caller: Caller, { channelID }: Search['filters']) {
  const channels = listAllowed(caller, 'transaction-view-all')
  const hidden =
    channels === 'all' ? undefined : namedValues(channelID ?? {})?.find((channel) => !channels.has(channel))
  if (hidden !== undefined) throw forbidden('channel-not-among-yours', { channel: hidden })
  return channels
}

function setCountHeaders(reply: FastifyReply, { count, kind }: Count) {
  reply.header('X-Total-Count', String(count))
  reply.header('X-Total-Count-Is', kind)
}

type PagePosition = { page: SearchResult; limit: number; newer: boolean }

/** Sets the Link header (RFC 8288). `next` is older; after a timeout it continues where the search stopped. */
function setPagingHeaders(request: FastifyRequest, reply: FastifyReply, { page, limit, newer }: PagePosition) {
  const { reached } = page
  const ids = page.ids.toSorted().reverse()
  const [newest, oldest] = [ids[0], ids.at(-1)]
  if (reached !== undefined) reply.header('X-Searched-To', new Date(readTime(reached)).toISOString())
  const older = newer ? oldest : (reached ?? (ids.length === limit ? oldest : undefined))
  const newerStill = newer ? (reached ?? newest) : newest
  const next = older && buildLink(request, { before: older }, 'next')
  const prev = newerStill && buildLink(request, { after: newerStill }, 'prev')
  const links = [next, prev].filter((one) => one !== undefined)
  if (links.length) reply.header('Link', links.join(', '))
}

function buildLink(request: FastifyRequest, position: Record<string, string>, rel: string) {
  const [path, query] = request.url.split('?')
  const parameters = new URLSearchParams(query)
  for (const name of ['before', 'after', 'filterPage']) parameters.delete(name)
  for (const [name, value] of Object.entries(position)) parameters.set(name, value)
  return `<${path}?${parameters}>; rel="${rel}"`
}
