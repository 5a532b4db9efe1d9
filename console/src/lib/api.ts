import type { Endpoint } from '@mediary/contract/endpoint'
import { Problem, type ProblemCode, problemStatus } from '@mediary/contract/problem'
import type { z } from 'zod'
import { connection, followed } from './connection.ts'
import { ApiProblem, Unreachable } from './problem.ts'
import { signedInAgain } from './session.ts'

type Part<E extends Endpoint, K extends 'params' | 'query' | 'body'> = E[K] extends z.ZodType
  ? { [key in K]: z.input<E[K]> }
  : { [key in K]?: undefined }
type Optional<T> = { [K in keyof T as T[K] extends object ? (object extends T[K] ? never : K) : never]: T[K] } & {
  [K in keyof T]?: T[K]
}

export type CallInput<E extends Endpoint> = Optional<Part<E, 'params'> & Part<E, 'query'> & Part<E, 'body'>>
export type CallResult<E extends Endpoint> = E['response'] extends z.ZodType ? z.output<E['response']> : undefined

type AnyInput = { params?: object | undefined; query?: object | undefined; body?: unknown }
export type CallOptions = { signal?: AbortSignal; keepSession?: boolean }

/** Calls an endpoint of the contract. When the session has ended it waits for the person to sign in again, and repeats. */
export async function call<E extends Endpoint>(
  endpoint: E,
  input: CallInput<E>,
  options: CallOptions = {},
): Promise<CallResult<E>> {
  const response = await send(endpoint, input as AnyInput, options.signal)
  if (response.status === 401 && endpoint.permission !== 'public' && !options.keepSession) {
    await signedInAgain()
    return call(endpoint, input, options)
  }
  if (!response.ok) throw await problemOf(response)
  return (await resultOf(endpoint, response)) as CallResult<E>
}

async function send(endpoint: Endpoint, input: AnyInput, signal: AbortSignal | undefined): Promise<Response> {
  try {
    const response = await followed(() => fetch(addressOf(endpoint, input), requestOf(endpoint, input, signal)))
    connection.set(response.status === 503 ? 'restarting' : 'reached')
    return response
  } catch (error) {
    if (signal?.aborted) throw error
    connection.set('lost')
    throw new Unreachable('The server cannot be reached', { cause: error })
  }
}

const requestOf = (endpoint: Endpoint, { body }: AnyInput, signal: AbortSignal | undefined): RequestInit => ({
  method: endpoint.method,
  credentials: 'same-origin',
  cache: 'no-store',
  headers: {
    accept: 'application/problem+json, application/json',
    ...(body === undefined ? {} : { 'content-type': 'application/json' }),
  },
  ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  ...(signal ? { signal } : {}),
})

function addressOf(endpoint: Endpoint, { params = {}, query = {} }: AnyInput): string {
  const values = new Map(Object.entries(params).map(([key, value]) => [key, String(value)]))
  const path = endpoint.path.replace(/:(\w+)/g, (_, key: string) => encodeURIComponent(values.get(key) ?? ''))
  const search = new URLSearchParams()
  for (const [key, value] of Object.entries(query)) {
    if (value !== undefined && value !== '')
      search.set(key, typeof value === 'object' ? JSON.stringify(value) : `${value}`)
  }
  return search.size > 0 ? `${path}?${search}` : path
}

async function resultOf(endpoint: Endpoint, response: Response): Promise<unknown> {
  if (!endpoint.response) return undefined
  const text = await response.text()
  const isJson = response.headers.get('content-type')?.includes('json')
  return endpoint.response.parse(isJson ? JSON.parse(text) : text)
}

async function problemOf(response: Response): Promise<ApiProblem> {
  const text = await response.text().catch(() => '')
  const known = Problem.safeParse(jsonOr(text))
  if (known.success) {
    const { status, code, detail, issues } = known.data
    return new ApiProblem(status, code, detail, issues)
  }
  return new ApiProblem(response.status, codeOf(response.status), text.slice(0, 500) || response.statusText)
}

const jsonOr = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

const codeOf = (status: number): ProblemCode => {
  const found = Object.entries(problemStatus).find(([, known]) => known === status)
  return (found?.[0] as ProblemCode | undefined) ?? 'internal'
}
