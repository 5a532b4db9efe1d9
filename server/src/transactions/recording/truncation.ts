import type { Alongside } from './companion-statements.ts'

/** Of a transaction, the bodies of which only the first bytes are kept. */
type Cut = { request: boolean; response: boolean }

const [request, response] = [1, 2]

/** Written with the outcome, only when there is something to say. */
export function markCut(id: string, cut: Cut): Alongside[] {
  const mark = (cut.request ? request : 0) + (cut.response ? response : 0)
  return mark ? [{ sql: 'update transactions set cut = $1 where id = $2', values: [mark, id] }] : []
}

export const cutOf = (mark: number): Cut => ({ request: (mark & request) > 0, response: (mark & response) > 0 })
