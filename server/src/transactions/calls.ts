import type { Database } from '../platform/database/database.ts'

/** A request or an answer without its body. Headers are a flat list: name, value, name, value … */
export type CallRequest = {
  host?: string | undefined
  port?: string | undefined
  path?: string | undefined
  querystring?: string | undefined
  method?: string | undefined
  headers?: string[] | undefined
  timestamp: number
}
export type CallResponse = { status: number; headers: string[]; timestamp: number }
export type CallError = { message: string; stack?: string | undefined }

type Definition = {
  group?: string | undefined
  request?: CallRequest | undefined
  response?: CallResponse | undefined
  properties?: Record<string, unknown> | undefined
  error?: CallError | undefined
}

/**
 * A call of a secondary route, or one that a mediator sends. Its bodies are given by the names under which they are stored:
 * one that repeats another is not stored again.
 */
export type Call = Definition & {
  key: string
  name: string
  requestBody: string | null
  responseBody: string | null
}

/** The end of a transaction, once every route has answered. What is null stays as it was. */
export type RoutesOutcome = {
  id: string
  status: string | null
  calls: Call[]
  properties: string | null
  error: CallError | null
  trailers: string | null
  /** A mediator goes on with it: a status that is not final is no interruption. */
  awaitsMediator: boolean
}

export const routeKey = (n: number) => `r${String(n).padStart(3, '0')}`
export const orchestrationKey = (n: number) => `o${String(n).padStart(3, '0')}`

/** The keys of calls that a mediator sends later. They never collide with keys of the gateway, and sort after them. */
export const mediatorKey = {
  route: (n: number) => `rp${String(n).padStart(3, '0')}`,
  orchestration: (n: number) => `p${String(n).padStart(3, '0')}`,
}
export const isRouteKey = (key: string) => /^rp?\d+$/.test(key)
export const isOrchestrationKey = (key: string) => /^[op]\d+$/.test(key)

export type CallRow = {
  transaction_id: string
  key: string
  name: string
  status: number | null
  definition: string
  request_body: string | null
  response_body: string | null
}

export const toCallRow = (id: string, call: Call): CallRow => {
  const { key, name, requestBody, responseBody, ...definition } = call
  return {
    transaction_id: id,
    key,
    name,
    status: call.response?.status ?? null,
    definition: JSON.stringify(definition),
    request_body: requestBody,
    response_body: responseBody,
  }
}

const toCall = (row: CallRow): Call => ({
  ...JSON.parse(row.definition),
  key: row.key,
  name: row.name,
  requestBody: row.request_body,
  responseBody: row.response_body,
})

/** In the order in which they came. */
export const loadCalls = async (database: Database, id: string): Promise<Call[]> =>
  (
    await database.kysely
      .withTables<{ calls: CallRow }>()
      .selectFrom('calls')
      .selectAll()
      .where('transaction_id', '=', id)
      .orderBy('key')
      .execute()
  ).map(toCall)

/** The headers that an upstream got, by their difference from those of the request. `removed`: the positions of the recorded headers that were not sent. `added` is flat: name, value, name, value … */
export type HeaderChanges = { removed: number[]; added: string[] }

/** Returns the changes that lead from the recorded headers to the sent ones. Both are flat. */
export function diffHeaders(recorded: readonly string[], sent: readonly string[]): HeaderChanges {
  const removed: number[] = []
  let next = 0
  for (let i = 0; i < recorded.length; i += 2) {
    if (recorded[i] === sent[next] && recorded[i + 1] === sent[next + 1]) next += 2
    else removed.push(i / 2)
  }
  return { removed, added: sent.slice(next) }
}

/** Returns the sent headers. */
export const applyHeaderChanges = (recorded: readonly string[], { removed, added }: HeaderChanges): string[] => [
  ...recorded.filter((_, i) => !removed.includes(Math.floor(i / 2))),
  ...added,
]
