import type { CompanionStatement } from './companion-statements.ts'

/** Of a transaction, the bodies of which only the first bytes are kept. */
type Truncation = { request: boolean; response: boolean }

const [request, response] = [1, 2]

/** Written with the outcome, only when there is something to say. */
export function markTruncated(id: string, cut: Truncation): CompanionStatement[] {
  const mark = (cut.request ? request : 0) + (cut.response ? response : 0)
  return mark ? [{ sql: 'update transactions set truncated = $1 where id = $2', values: [mark, id] }] : []
}

export const toTruncation = (mark: number): Truncation => ({
  request: (mark & request) > 0,
  response: (mark & response) > 0,
})
