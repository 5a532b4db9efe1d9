import type { Transaction } from '@mediary/contract/transactions'
import { type Call, type CallRequest, type CallResponse, isOrchestrationKey, isRouteKey } from './calls.ts'

type View = NonNullable<Transaction['orchestrations']>[number]
type RouteView = NonNullable<Transaction['routes']>[number]

/** Returns the text to show for a body, or undefined when it is not shown. The headers are a flat list. */
export type BodyText = (part: string | null, headers: readonly string[]) => string | undefined

/** A header that came more than once is a list. Any token may be a name, also `__proto__`: so it is a map until the end. */
export function toHeaders(flat: readonly string[]): Record<string, string | string[]> {
  const headers = new Map<string, string | string[]>()
  for (let i = 0; i < flat.length; i += 2) {
    const name = flat[i] ?? ''
    const value = flat[i + 1] ?? ''
    const former = headers.get(name)
    headers.set(name, former === undefined ? value : [former, value].flat())
  }
  return Object.fromEntries(headers)
}

/** Secondary routes, each with the calls that its mediator reported. */
export const toRouteViews = (calls: readonly Call[], textOf: BodyText): RouteView[] =>
  calls
    .filter(({ key }) => isRouteKey(key))
    .map((route) => {
      const orchestrations = calls.filter(({ key }) => key.startsWith(`${route.key}.`))
      return {
        ...toCallView(route, textOf),
        ...(orchestrations.length && { orchestrations: orchestrations.map((call) => toCallView(call, textOf)) }),
        ...(route.properties && { properties: route.properties }),
      }
    })

/** Returns the orchestrations that the mediator of the primary route sent. */
export const toOrchestrationViews = (calls: readonly Call[], textOf: BodyText): View[] =>
  calls.filter(({ key }) => isOrchestrationKey(key)).map((call) => toCallView(call, textOf))

function toCallView(
  { name, group, request, response, error, requestBody, responseBody }: Call,
  textOf: BodyText,
): View {
  return {
    name,
    ...(group !== undefined && { group }),
    ...(request && { request: toRequestView(request, requestBody, textOf) }),
    ...(response && { response: toResponseView(response, responseBody, textOf) }),
    ...(error && { error }),
  }
}

const toRequestView = ({ headers, timestamp, ...request }: CallRequest, part: string | null, textOf: BodyText) => ({
  ...request,
  timestamp: new Date(timestamp).toISOString(),
  ...(headers && { headers: toHeaders(headers) }),
  ...toBodyView(part, headers ?? [], textOf),
})

const toResponseView = ({ status, headers, timestamp }: CallResponse, part: string | null, textOf: BodyText) => ({
  status,
  timestamp: new Date(timestamp).toISOString(),
  headers: toHeaders(headers),
  ...toBodyView(part, headers, textOf),
})

function toBodyView(part: string | null, headers: readonly string[], textOf: BodyText) {
  const body = textOf(part, headers)
  return { ...(part !== null && { bodyPart: part }), ...(body !== undefined && { body }) }
}
