import { useMemo } from 'react'
import { useClock } from '../../../lib/api/queries.ts'
import { createStore, useStore } from '../../../lib/store.ts'
import { getZoneName } from '../../../lib/times.ts'
import { toFilters } from '../rules.ts'

/**
 * The searched value of a search key. It may identify a patient, so it never stands in the address, where browsers and
 * proxies would store it. It is lost when the tab is closed.
 */
export const searchedKey = createStore<{ name: string; value: string } | undefined>(undefined)

/** Returns the filters of a list of transactions: those in the address, and the search key. */
export function useFilters(search: Parameters<typeof toFilters>[0]): Record<string, unknown> {
  const searchKey = useStore(searchedKey)
  const zone = getZoneName(useClock())
  const { range } = search
  // A range keeps its instants while the page is open: a list whose start moves would begin anew each minute.
  // biome-ignore lint/correctness/useExhaustiveDependencies: another range counts from now
  const now = useMemo(() => Date.now(), [range])
  return { ...toFilters(search, { now, zone }), ...(searchKey && { searchKey }) }
}
