import type { z } from 'zod'
import type { Permission } from '../permission.ts'

const kibibyte = 1024

/** Bytes of the largest body of an endpoint that names no other: a caller who is not known yet can send no more. */
export const defaultMaxBody = 16 * kibibyte

/** Bytes of the largest body of endpoints that take larger documents. */
export const maxBody = {
  form: 128 * kibibyte,
  configuration: 1024 * kibibyte,
  sample: 4 * 1024 * kibibyte,
  revocationList: 16 * 1024 * kibibyte,
  transaction: 500 * 1024 * kibibyte,
} as const

/** One operation of the management API. The server implements it, the console calls it, OpenAPI is printed from it. */
export type Endpoint = {
  method: 'GET' | 'POST' | 'PUT' | 'DELETE'
  path: `/${string}`
  summary: string
  permission: Permission | 'public' | 'signed-in'
  /** The path parameter that the `-specified` twin of a `-all` permission is compared with. */
  resource?: string
  /** The list shows what the caller may see, so one specified resource is enough to call it. */
  listed?: boolean
  params?: z.ZodObject
  query?: z.ZodObject
  body?: z.ZodType
  /** Bytes of the largest body, where it is not `defaultMaxBody`. */
  maxBody?: number
  response?: z.ZodType
  /** The answer is bytes, sent as they are read. */
  bytes?: true
  /** Status of success: 200 unless told otherwise. */
  status?: number
}

export type Api = Record<string, Endpoint>

type Output<T> = T extends z.ZodType ? z.output<T> : undefined

/** What a handler receives: the parsed parts of the request. */
export type Input<E extends Endpoint> = {
  params: Output<E['params']>
  query: Output<E['query']>
  body: Output<E['body']>
}

export type Result<E extends Endpoint> = E['bytes'] extends true
  ? AsyncIterable<Uint8Array>
  : E['response'] extends z.ZodType
    ? z.input<E['response']>
    : void
