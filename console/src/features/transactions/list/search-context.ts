import { createStore, useStore } from '../../../lib/store.ts'
import { toFilters } from '../rules.ts'

/**
 * The value that is looked for under a search key. It may be a patient's identifier, so it never stands in the address,
 * where browsers and proxies would keep it; it is forgotten with the tab.
 */
export const searchedKey = createStore<{ name: string; value: string } | undefined>(undefined)

/** What a list of transactions is filtered by: the address, and what must not stand there. */
export function useFilters(search: Parameters<typeof toFilters>[0]): Record<string, unknown> {
  const searchKey = useStore(searchedKey)
  return { ...toFilters(search), ...(searchKey && { searchKey }) }
}
