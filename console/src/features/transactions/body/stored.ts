import type { Transaction } from '@mediary/contract/transactions'
import { bodiesApi } from '@mediary/contract/transactions/bodies'
import { queryOptions, useQuery } from '@tanstack/react-query'
import { buildAddress } from '../../../lib/api/call.ts'
import { fetchFirstBytes } from '../../../lib/api/responses.ts'
import { createStore, useStore } from '../../../lib/store.ts'

/** What is shown of a body. `text` is undefined when it is none; `more`: the download has the rest. */
export type Content = { bytes: Uint8Array; text: string | undefined; more: boolean }

/** A body that is kept: of which transaction, and under which name. */
export type Stored = { of: Pick<Transaction, '_id' | 'status'>; part: string }

/** Nobody reads more on a screen; the download has all. */
const maxShownBytes = 1024 * 1024

/** Why this person looks at the bodies of a transaction, when its channel asks. Forgotten when the page is left for good. */
const reasons = createStore<Readonly<Record<string, string>>>({})
export const giveReason = (id: string, reason: string) => reasons.set({ ...reasons.get(), [id]: reason })

const decoder = () => new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

function decodeText(bytes: Uint8Array, more: boolean): string | undefined {
  try {
    // What was cut may end within a letter.
    return decoder().decode(bytes, { stream: more })
  } catch {
    return undefined
  }
}

/** Whoever looks at a body is noted, so it is fetched once, and never by itself again. */
const contentQuery = ({ of, part }: Stored, reason: string | undefined) =>
  queryOptions({
    queryKey: ['bodies', of._id, part, of.status, reason],
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 60_000,
    queryFn: async ({ signal }): Promise<Content> => {
      const input = { params: { id: of._id, part }, query: { reason } }
      const { bytes, more } = await fetchFirstBytes(bodiesApi.download, input, { maxBytes: maxShownBytes, signal })
      return { bytes, more, text: decodeText(bytes, more) }
    },
  })

export function useStored(stored: Stored | undefined) {
  const reason = useStore(reasons)[stored?.of._id ?? '']
  return useQuery({
    ...contentQuery(stored ?? { of: { _id: '', status: 'Processing' }, part: '' }, reason),
    enabled: stored !== undefined,
  })
}

/** Where the browser fetches all of it, byte for byte and straight to a file. */
export function useDownload({ of, part }: Stored) {
  const reason = useStore(reasons)[of._id]
  return buildAddress(bodiesApi.download, { params: { id: of._id, part }, query: { reason } })
}
