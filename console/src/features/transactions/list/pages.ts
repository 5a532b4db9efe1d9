import type { Transaction } from '@mediary/contract/transactions'

const countKinds = ['exact', 'at-least', 'estimated'] as const
type Counted = { count: number; kind: (typeof countKinds)[number] }

export type TransactionPage = {
  rows: Transaction[]
  /** The next page begins after this transaction. */
  next: string | undefined
  /** The time to which the server has searched, when it stopped early. */
  searchedTo: string | undefined
  counted: Counted | undefined
}

/** Reads the next link of RFC 8288, as this server writes it. */
const readNext = (link: string | null) => {
  const [, address] = /<([^>]*)>;\s*rel="next"/.exec(link ?? '') ?? []
  return address && (new URLSearchParams(address.split('?')[1]).get('before') ?? undefined)
}

function readCount(headers: Headers): Counted | undefined {
  const count = headers.get('X-Total-Count')
  const kind = countKinds.find((one) => one === headers.get('X-Total-Count-Is'))
  return count && kind ? { count: Number(count), kind } : undefined
}

export const toPage = (rows: Transaction[], headers: Headers): TransactionPage => ({
  rows,
  next: readNext(headers.get('Link')),
  searchedTo: headers.get('X-Searched-To') ?? undefined,
  counted: readCount(headers),
})

/** Returns the total from the first page, and never less than the shown rows. */
export function countTotal(pages: readonly TransactionPage[]): Counted | undefined {
  const shown = pages.reduce((sum, { rows }) => sum + rows.length, 0)
  const last = pages.at(-1)
  if (last && last.next === undefined) return { count: shown, kind: 'exact' }
  const first = pages[0]?.counted
  if (!first || first.count >= shown) return first
  return { count: shown, kind: 'at-least' }
}
