// The transactions of a running OpenHIM, the newest first. Only those are read whole that are not recorded yet.
import { z } from 'zod'
import type { BatchedDocument, ReadBatches } from '../transactions.ts'
import { AnswerTooLarge } from './request.ts'
import type { OpenhimApi } from './sign-in.ts'

const pageSize = 50
const maxPageBytes = 16 * 1024 * 1024
/** A body of a transaction has at most 15 MB in OpenHIM, and calls may repeat it. */
const maxOneBytes = 64 * 1024 * 1024

const Listed = z.array(z.object({ _id: z.string(), request: z.object({ timestamp: z.string() }) }))
const Whole = z.array(z.record(z.string(), z.unknown()))
type Listed = z.infer<typeof Listed>

/** A page of the list: everything until an instant, and how many pages of it are done. */
type Window = { until: string | undefined; page: number }

/** Returns the reader of the transactions. A run that was interrupted lists what is recorded, and reads the rest. */
export const apiTransactions = (api: OpenhimApi): ReadBatches =>
  async function* read({ findRecorded, since, onTooLarge }) {
    let window: Window = { until: undefined, page: 0 }
    let done = new Set<string>()
    for (;;) {
      const listed = Listed.parse(await api.read(toPath(window, 'simple'), maxPageBytes))
      const fresh = listed.filter(({ _id }) => !done.has(_id))
      const recorded = await findRecorded(fresh.map(({ _id }) => _id))
      const missing = new Set(fresh.map(({ _id }) => _id).filter((id) => !recorded.has(id)))
      if (recorded.size > 0) yield [...recorded].map((id) => ({ id, content: {} }))
      if (missing.size > 0) yield* readWhole(api, window, missing, onTooLarge)
      const oldest = listed.at(-1)?.request.timestamp
      if (oldest === undefined || listed.length < pageSize) return
      if (since !== undefined && Date.parse(oldest) < since) return
      // Many transactions can have the same instant: then the next page of it follows.
      const isSame = oldest === window.until
      done = new Set([...(isSame ? done : []), ...listAt(listed, oldest)])
      window = isSame ? { ...window, page: window.page + 1 } : { until: oldest, page: 0 }
    }
  }

const listAt = (listed: Listed, instant: string) =>
  listed.filter(({ request }) => request.timestamp === instant).map(({ _id }) => _id)

/** Yields the documents of a page that are wanted; one by one if all of them are too large for one answer. */
async function* readWhole(api: OpenhimApi, window: Window, wanted: ReadonlySet<string>, onTooLarge: () => void) {
  const documents = await readPage(api, window)
  const [found, rest] = [new Set<string>(), documents?.filter(({ id }) => wanted.has(id)) ?? []]
  for (const { id } of rest) found.add(id)
  if (rest.length > 0) yield rest
  for (const id of wanted) {
    if (found.has(id)) continue
    const one = await readOne(api, id)
    if (one === 'too-large') onTooLarge()
    else if (one) yield [one]
  }
}

async function readPage(api: OpenhimApi, window: Window): Promise<BatchedDocument[] | undefined> {
  try {
    return Whole.parse(await api.read(toPath(window, 'full'), maxPageBytes)).map(toBatched)
  } catch (error) {
    if (error instanceof AnswerTooLarge) return undefined
    throw error
  }
}

async function readOne(api: OpenhimApi, id: string): Promise<BatchedDocument | 'too-large' | undefined> {
  try {
    const document = await api.readIfThere(`/transactions/${id}?filterRepresentation=full`, maxOneBytes)
    return document === undefined ? undefined : toBatched(z.record(z.string(), z.unknown()).parse(document))
  } catch (error) {
    if (error instanceof AnswerTooLarge) return 'too-large'
    throw error
  }
}

const toBatched = (content: Record<string, unknown>): BatchedDocument => ({ id: String(content._id), content })

function toPath({ until, page }: Window, representation: 'simple' | 'full'): string {
  const filters = until === undefined ? {} : { 'request.timestamp': JSON.stringify({ $lte: until }) }
  const query = new URLSearchParams({
    filterLimit: String(pageSize),
    filterPage: String(page),
    filterRepresentation: representation,
    filters: JSON.stringify(filters),
  })
  return `/transactions?${query}`
}
