import { isBatchable } from '@mediary/contract/api/batch'
import type { Endpoint } from '@mediary/contract/api/endpoint'
import type { z } from 'zod'
import { basePath } from '../base-path.ts'
import { type Answer, sendAlone, sendTogether } from './batch.ts'
import { connection, reportSlowness, shadowMode } from './connection.ts'
import { Unintelligible, Unreachable } from './problem.ts'
import { parseJson, readProblem } from './read-problem.ts'
import { waitForSignIn } from './session.ts'

type Part<E extends Endpoint, K extends 'params' | 'query' | 'body'> = E[K] extends z.ZodType
  ? { [key in K]: z.input<E[K]> }
  : { [key in K]?: undefined }
type Optional<T> = { [K in keyof T as T[K] extends object ? (object extends T[K] ? never : K) : never]: T[K] } & {
  [K in keyof T]?: T[K]
}

export type CallInput<E extends Endpoint> = AnyInput & Optional<Part<E, 'params'> & Part<E, 'query'> & Part<E, 'body'>>
export type CallResult<E extends Endpoint> = E['response'] extends z.ZodType ? z.output<E['response']> : undefined

export type AnyInput = { params?: object | undefined; query?: object | undefined; body?: unknown }
type CallOptions = { signal?: AbortSignal; keepSession?: boolean }

/** Calls an endpoint of the contract. When the session has ended it waits for the person to sign in again, and repeats. */
export async function call<E extends Endpoint>(
  endpoint: E,
  input: CallInput<E>,
  options: CallOptions = {},
): Promise<CallResult<E>> {
  return (await ask(endpoint, input, options)).result
}

/** Calls an endpoint like `call`, and also returns the response headers: the next page of a list, its total. */
export async function ask<E extends Endpoint>(
  endpoint: E,
  input: CallInput<E>,
  options: CallOptions = {},
): Promise<{ result: CallResult<E>; headers: Headers }> {
  // Built before it is sent: a request that cannot be built is an error of this program, not of the network.
  const request = new Request(buildAddress(endpoint, input), buildRequest(endpoint, input))
  const { ok, status, headers, text } = await sendRequest(endpoint, request, options.signal)
  if (status === 401 && endpoint.permission !== 'public' && !options.keepSession) {
    await waitForSignIn()
    return ask(endpoint, input, options)
  }
  if (!ok) throw await readProblem(status, headers, text)
  return { result: parseResult(endpoint, headers, text) as CallResult<E>, headers }
}

/** Sends a request and reads the whole response. An error here is an error of the connection. */
async function sendRequest(endpoint: Endpoint, request: Request, signal: AbortSignal | undefined): Promise<Answer> {
  const send = isBatchable(endpoint) ? sendTogether : sendAlone
  try {
    const answer = await reportSlowness(() => send(request, signal))
    connection.set(answer.status === 503 ? 'restarting' : 'reached')
    shadowMode.set(answer.headers.get('x-mediary-shadow') === 'true')
    return answer
  } catch (error) {
    if (signal?.aborted) throw error
    connection.set('lost')
    throw new Unreachable('The server cannot be reached', { cause: error })
  }
}

const buildRequest = (endpoint: Endpoint, { body }: AnyInput): RequestInit => ({
  method: endpoint.method,
  credentials: 'same-origin',
  cache: 'no-store',
  headers: {
    accept: 'application/problem+json, application/json',
    ...(body === undefined ? {} : { 'content-type': endpoint.mediaType ?? 'application/json' }),
  },
  ...(body === undefined ? {} : { body: body instanceof Uint8Array ? new Uint8Array(body) : JSON.stringify(body) }),
})

/** Builds the address of an endpoint with its parameters. */
export function buildAddress(endpoint: Endpoint, { params = {}, query = {} }: AnyInput): string {
  const values = new Map(Object.entries(params).map(([key, value]) => [key, String(value)]))
  const path =
    basePath + endpoint.path.replace(/:(\w+)/g, (_, key: string) => encodeURIComponent(values.get(key) ?? ''))
  const search = new URLSearchParams()
  for (const [key, value] of Object.entries(query)) {
    if (value !== undefined && value !== '')
      search.set(key, typeof value === 'object' ? JSON.stringify(value) : `${value}`)
  }
  return search.size > 0 ? `${path}?${search}` : path
}

function parseResult(endpoint: Endpoint, headers: Headers, text: string): unknown {
  if (!endpoint.response) return undefined
  const isJson = headers.get('content-type')?.includes('json')
  const read = endpoint.response.safeParse(isJson ? parseJson(text) : text)
  if (!read.success) throw new Unintelligible('The answer is not what the contract says', { cause: read.error })
  return read.data
}
