import type { Transaction } from '@mediary/contract/transactions'

export type CallView = NonNullable<Transaction['orchestrations']>[number]

/** One line of the timeline. `key` names the call in the address: o0, r1, r1o0. */
type TimelineCall = {
  key: string
  kind: 'primary' | 'route' | 'reported'
  nested: boolean
  call: CallView
}

/** Returns the primary route with the calls that its mediator reported, then each secondary route with its own. */
export function listCalls({ orchestrations = [], routes = [] }: Transaction): TimelineCall[] {
  const own = orchestrations.map((call, at) => ({ key: `o${at}`, call }))
  const primary = own.filter(({ call }) => call.primary)
  const reported = own.filter(({ call }) => !call.primary)
  return [
    ...primary.map((one) => ({ ...one, kind: 'primary' as const, nested: false })),
    ...reported.map((one) => ({ ...one, kind: 'reported' as const, nested: primary.length > 0 })),
    ...routes.flatMap((route, at) => [
      { key: `r${at}`, kind: 'route' as const, nested: false, call: route },
      ...(route.orchestrations ?? []).map((call, n) => ({
        key: `r${at}o${n}`,
        kind: 'reported' as const,
        nested: true,
        call,
      })),
    ]),
  ]
}

/** Returns which headers of a call are damaged. Those of the primary route are stored with those of the transaction. */
export function findDamagedHeaders({ headersDamaged }: Transaction, { primary, request, response }: CallView) {
  if (!headersDamaged || !primary) return undefined
  return {
    request: request !== undefined && !request.headers,
    response: headersDamaged.response && response !== undefined && !response.headers,
  }
}

/** The start and the end of a call in epoch milliseconds. */
export type Span = { began: number | undefined; ended: number | undefined }

const parseTime = (time: string | undefined) => (time === undefined ? undefined : Date.parse(time))

export const toSpan = ({ request, response }: Pick<CallView, 'request' | 'response'>): Span => ({
  began: parseTime(request?.timestamp),
  ended: parseTime(response?.timestamp),
})

export const measureSpan = ({ began, ended }: Span) =>
  began === undefined || ended === undefined ? undefined : ended - began

/** Returns the range that covers all spans. The clocks of mediators may be wrong, so no span is left out. */
export function coverSpans(spans: readonly Span[]): { from: number; until: number } {
  const times = spans.flatMap(({ began, ended }) => [began, ended]).filter((time) => time !== undefined)
  return { from: Math.min(...times), until: Math.max(...times) }
}

/** Returns the position of a span in the whole range, in percent. A span without an end reaches to the end. */
export function placeSpan({ began, ended }: Span, { from, until }: { from: number; until: number }) {
  const length = Math.max(1, until - from)
  const start = (((began ?? ended ?? from) - from) / length) * 100
  const end = (((ended ?? until) - from) / length) * 100
  return { start, width: Math.max(0, end - start) }
}
