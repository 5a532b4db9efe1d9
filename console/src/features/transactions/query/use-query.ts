import { transactionStatuses } from '@mediary/contract/transactions/statuses'
import { useMemo } from 'react'
import { useMayAny } from '../../../lib/api/me.ts'
import { useChannels, useClients, useClock } from '../../../lib/api/queries.ts'
import { readQuery } from '../../../lib/query/fields.ts'
import type { Term } from '../../../lib/query/grammar.ts'
import { createStore, useStore } from '../../../lib/store.ts'
import { timeRanges } from '../../../lib/time-ranges.ts'
import { getZoneName } from '../../../lib/times.ts'
import { useMessages } from '../../../messages/use-messages.ts'
import type { TransactionFilters } from '../search.ts'
import { isPublic, readAddress, writeAddress } from './address.ts'
import { type FieldContext, type FieldName, transactionFields } from './fields.ts'
import { recognise } from './recognise.ts'

/**
 * The terms that never stand in the address, where browsers and proxies would store them: values of search keys, which may
 * identify a patient, and what was not understood. They are lost when the tab is closed.
 */
const privateTerms = createStore<readonly Term[]>([])

const ownTitles = {
  time: 'range',
  since: 'since',
  until: 'until',
  status: 'status',
  code: 'code',
  channel: 'channel',
  client: 'client',
  method: 'method',
  path: 'path',
  took: 'duration',
} as const
const hasOwnTitle = (key: FieldName): key is keyof typeof ownTitles => Object.hasOwn(ownTitles, key)

/** Returns names, translations and the time, for the fields. `isReady`: the names are loaded. */
function useFieldContext(now: number): FieldContext & { isReady: boolean } {
  const t = useMessages('transactions')
  const q = useMessages('query')
  const f = useMessages('queryFields')
  const status = useMessages('statuses')
  const mayAny = useMayAny()
  const channels = useChannels()
  const clients = useClients()
  const zone = getZoneName(useClock())
  const isReady =
    (channels.data !== undefined || channels.isError || !mayAny('channel-view-all')) &&
    (clients.data !== undefined || clients.isError || !mayAny('client-view-all'))
  return useMemo(
    () => ({
      channels: (channels.data ?? []).map(({ _id, name }) => ({ value: name, label: name, api: _id })),
      clients: (clients.data ?? []).map(({ _id, name, clientID }) => ({ value: clientID, label: name, api: _id })),
      searchKeys: [...new Set((channels.data ?? []).flatMap((one) => one.searchKeys.map(({ name }) => name)))].sort(),
      statuses: transactionStatuses.map((value) => ({ value, label: status(value) })),
      ranges: timeRanges.map((value) => ({ value, label: t(`range.${value}`) })),
      yes: q('yes'),
      no: q('no'),
      title: (key: FieldName) => (hasOwnTitle(key) ? t(ownTitles[key]) : f(key)),
      moment: { now, zone },
      isReady,
    }),
    [channels.data, clients.data, t, q, f, status, now, zone, isReady],
  )
}

/** Returns the query of a list of transactions: that of the address, and the private terms. */
export function useTransactionQuery(search: TransactionFilters) {
  const memory = useStore(privateTerms)
  const { range, since, until, q } = search
  // A range keeps its instants while the page is open: a list whose start moves would begin anew each minute.
  // biome-ignore lint/correctness/useExhaustiveDependencies: other times count from now
  const now = useMemo(() => Date.now(), [range, since, until, q])
  const context = useFieldContext(now)
  const fields = useMemo(() => transactionFields(context), [context])
  const terms = [...recognise(readAddress(search), context), ...memory]
  const { filters, issues } = readQuery(terms, fields)
  return {
    terms,
    fields,
    shortcuts: [...context.ranges, ...context.statuses].map((option) => ({ ...option, note: '' })),
    filters,
    issues,
    /** Names are known, and nothing is wrong: the list can be asked for. */
    isReady: (context.isReady || terms.length === 0) && issues.size === 0,
    /** Returns the parameters of the address for changed terms, and remembers the private ones. */
    write(changed: readonly Term[]) {
      const recognised = recognise(changed, { ...context, moment: { ...context.moment, now: Date.now() } })
      privateTerms.set(recognised.filter((term) => !isPublic(term, fields)))
      return writeAddress(recognised.filter((term) => isPublic(term, fields)))
    },
  }
}
