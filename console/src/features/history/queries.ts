import { type HistoryEntry, historyApi } from '@mediary/contract/operations/history'
import { historyObjects } from '@mediary/contract/operations/history/objects'
import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query'
import { call } from '../../lib/api/call.ts'
import { useMay, useMayAny } from '../../lib/api/me.ts'
import { parseInstant } from './rules.ts'
import type { HistorySearch } from './search.ts'

const pageSize = 20

export const toHistoryFilters = ({ object, id, by, since, until }: HistorySearch) => ({
  object,
  // The server takes an id only together with the kind of its object.
  id: object && id,
  by,
  from: parseInstant(since),
  until: parseInstant(until),
})

export const historyPages = (search: HistorySearch) => {
  const filters = toHistoryFilters(search)
  return infiniteQueryOptions({
    queryKey: ['history', filters],
    initialPageParam: '',
    queryFn: ({ pageParam, signal }) =>
      call(historyApi.list, { query: { limit: pageSize, ...filters, before: pageParam || undefined } }, { signal }),
    getNextPageParam: (page) => (page.length === pageSize ? page.at(-1)?._id : undefined),
  })
}

export type Shown = Pick<HistoryEntry, 'object'> & { id?: string | undefined }

export const recentQuery = ({ object, id }: Shown, limit: number) =>
  queryOptions({
    queryKey: ['history', 'recent', object, id, limit],
    queryFn: ({ signal }) => call(historyApi.list, { query: { object, id, limit } }, { signal }),
  })

/** Returns whether the user may see the history of some objects. */
export function useMaySee() {
  const has = useMayAny()
  return ({ object }: Shown) => has(historyObjects[object].view)
}

/** Returns whether the user may undo a change of an object. The server decides about the others of the same change. */
export function useMayUndo() {
  const may = useMay()
  return ({ object, objectId, name }: HistoryEntry) => {
    const { manage } = historyObjects[object]
    return may(manage, objectId) || may(manage, name)
  }
}
