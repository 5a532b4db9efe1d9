import type { Transaction } from '@mediary/contract/transactions'
import { type Call, type CallRequest, type CallResponse, isOrchestrationKey, isRouteKey } from './calls.ts'

type View = NonNullable<Transaction['orchestrations']>[number]
type RouteView = NonNullable<Transaction['routes']>[number]

/** What is to be shown of a body that stands under this part; undefined when it is not. */
export type TextOfPart = (part: string | null) => string | undefined

/** A header that came more than once is a list. Any token may be a name, also `__proto__`: so it is a map until the end. */
export function headersOf(flat: readonly string[]): Record<string, string | string[]> {
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
export const routesOf = (calls: readonly Call[], textOf: TextOfPart): RouteView[] =>
  calls
    .filter(({ key }) => isRouteKey(key))
    .map((route) => {
      const reported = calls.filter(({ key }) => key.startsWith(`${route.key}.`))
      return {
        ...callView(route, textOf),
        ...(reported.length && { orchestrations: reported.map((call) => callView(call, textOf)) }),
        ...(route.properties && { properties: route.properties }),
      }
    })

/** What the mediator of the primary route reported. */
export const orchestrationsOf = (calls: readonly Call[], textOf: TextOfPart): View[] =>
  calls.filter(({ key }) => isOrchestrationKey(key)).map((call) => callView(call, textOf))

function callView(
  { name, group, request, response, error, requestBody, responseBody }: Call,
  textOf: TextOfPart,
): View {
  return {
    name,
    ...(group !== undefined && { group }),
    ...(request && { request: requestView(request, requestBody, textOf) }),
    ...(response && { response: responseView(response, responseBody, textOf) }),
    ...(error && { error }),
  }
}

const requestView = ({ headers, timestamp, ...request }: CallRequest, part: string | null, textOf: TextOfPart) => ({
  ...request,
  timestamp: new Date(timestamp).toISOString(),
  ...(headers && { headers: headersOf(headers) }),
  ...bodyView(part, textOf),
})

const responseView = ({ status, headers, timestamp }: CallResponse, part: string | null, textOf: TextOfPart) => ({
  status,
  timestamp: new Date(timestamp).toISOString(),
  headers: headersOf(headers),
  ...bodyView(part, textOf),
})

function bodyView(part: string | null, textOf: TextOfPart) {
  const body = textOf(part)
  return { ...(part !== null && { bodyPart: part }), ...(body !== undefined && { body }) }
}
