import type { Transaction } from '@mediary/contract/transactions'
import { bodiesApi } from '@mediary/contract/transactions/bodies'
import { queryOptions, useQuery } from '@tanstack/react-query'
import { buildAddress } from '../../../lib/api/call.ts'
import { fetchFirstBytes } from '../../../lib/api/responses.ts'
import { createStore, useStore } from '../../../lib/store.ts'

/** The shown part of a body. `text` is undefined for binary content; with `more`, only the download has all of it. */
export type Content = { bytes: Uint8Array; text: string | undefined; more: boolean }

/** A recorded body: its transaction and its name. */
export type Stored = { of: Pick<Transaction, '_id' | 'status'>; part: string }

/** A screen shows no more of a body; the download has all of it. */
const maxShownBytes = 1024 * 1024

/** The reasons for viewing the bodies of each transaction, where the channel asks. They last until the page is closed. */
const reasons = createStore<Readonly<Record<string, string>>>({})
export const giveReason = (id: string, reason: string) => reasons.set({ ...reasons.get(), [id]: reason })

const decoder = () => new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

function decodeText(bytes: Uint8Array, more: boolean): string | undefined {
  try {
    // A truncated body may end within a character.
    return decoder().decode(bytes, { stream: more })
  } catch {
    return undefined
  }
}

/** The content of a body. Each view is recorded, so it is fetched once and never refetched automatically. */
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

/** Returns the address from which the browser downloads the whole body to a file. */
export function useDownload({ of, part }: Stored) {
  const reason = useStore(reasons)[of._id]
  return buildAddress(bodiesApi.download, { params: { id: of._id, part }, query: { reason } })
}
