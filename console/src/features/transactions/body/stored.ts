import { readShownText } from '@mediary/contract/channels/charset'
import type { Transaction } from '@mediary/contract/transactions'
import { bodiesApi } from '@mediary/contract/transactions/bodies'
import { queryOptions, useQuery } from '@tanstack/react-query'
import { buildAddress } from '../../../lib/api/call.ts'
import { fetchFirstBytes } from '../../../lib/api/responses.ts'
import { createStore, useStore } from '../../../lib/store.ts'
import { decodeContent } from './content-coding.ts'

/**
 * The shown part of a body. `text` is undefined for binary content; with `more`, only the download has all of it.
 * `isUtf8`: the bytes are the UTF-8 of the text.
 */
export type Content = { bytes: Uint8Array; text: string | undefined; isUtf8: boolean; more: boolean }

type Headers = Readonly<Record<string, string | string[]>>

/** A recorded body: its transaction, its name, and the headers that came with it. */
export type Stored = { of: Pick<Transaction, '_id' | 'status'>; part: string; headers: Headers | undefined }

/** A screen shows no more of a body; the download has all of it. */
const maxShownBytes = 1024 * 1024

/** The reasons for viewing the bodies of each transaction, where the channel asks. They last until the page is closed. */
const reasons = createStore<Readonly<Record<string, string>>>({})
export const giveReason = (id: string, reason: string) => reasons.set({ ...reasons.get(), [id]: reason })

async function readContent(bytes: Uint8Array, more: boolean, headers: Headers = {}): Promise<Content> {
  const decoded = await decodeContent(bytes, readHeader(headers, 'content-encoding'), maxShownBytes)
  const labels = { decoded: decoded?.bytes, contentType: readHeader(headers, 'content-type') }
  const isTruncated = more || decoded?.more === true
  const shown = readShownText(bytes, { ...labels, isTruncated })
  return { bytes, text: shown?.text, isUtf8: shown?.isUtf8 ?? false, more: isTruncated }
}

function readHeader(headers: Headers, wanted: string): string | undefined {
  const found = Object.entries(headers).find(([name]) => name.toLowerCase() === wanted)?.[1]
  return Array.isArray(found) ? found.join(', ') : found
}

/** The content of a body. Each view is recorded, so it is fetched once and never refetched automatically. */
const contentQuery = ({ of, part, headers }: Stored, reason: string | undefined) =>
  queryOptions({
    queryKey: ['bodies', of._id, part, of.status, reason],
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 60_000,
    queryFn: async ({ signal }): Promise<Content> => {
      const input = { params: { id: of._id, part }, query: { reason } }
      const { bytes, more } = await fetchFirstBytes(bodiesApi.download, input, { maxBytes: maxShownBytes, signal })
      return readContent(bytes, more, headers)
    },
  })

export function useStored(stored: Stored | undefined) {
  const reason = useStore(reasons)[stored?.of._id ?? '']
  return useQuery({
    ...contentQuery(stored ?? { of: { _id: '', status: 'Processing' }, part: '', headers: undefined }, reason),
    enabled: stored !== undefined,
  })
}

/** Returns the address from which the browser downloads the whole body to a file. */
export function useDownload({ of, part }: Pick<Stored, 'of' | 'part'>) {
  const reason = useStore(reasons)[of._id]
  return buildAddress(bodiesApi.download, { params: { id: of._id, part }, query: { reason } })
}
