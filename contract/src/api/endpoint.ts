import type { z } from 'zod'
import type { Permission } from '../permission.ts'

const kibibyte = 1024

/** The default maximum size of a body in bytes. It also bounds callers before they sign in. */
export const defaultMaxBody = 16 * kibibyte

/** The maximum sizes, in bytes, of bodies larger than the default. */
export const maxBody = {
  form: 128 * kibibyte,
  configuration: 1024 * kibibyte,
  sample: 4 * 1024 * kibibyte,
  revocationList: 16 * 1024 * kibibyte,
  metadata: 16 * 1024 * kibibyte,
  transaction: 500 * 1024 * kibibyte,
} as const

/** A list that is available as `application/x-ndjson` and, when it has columns, as `text/csv`. */
export type Exported = {
  /** The columns of the CSV file: fields, or paths such as `request.method`. */
  columns?: readonly string[]
  /** The field of the response that holds the rows. Absent: the response is the list. */
  rows?: string
  /** The fields that the parameter `find` of the list searches: a row is left out unless they contain every word of it, ignoring case. */
  find?: readonly string[]
  /** The parameters of the list by which the server reads one page after the other. Absent: the list has one page. */
  paging?: { limit: 'limit' | 'filterLimit'; size: number; by: 'before' | 'filterPage' | 'page' }
}

/** An operation of the management API. The server implements it, the console calls it, and OpenAPI describes it. */
export type Endpoint = {
  method: 'GET' | 'POST' | 'PUT' | 'DELETE'
  path: `/${string}`
  summary: string
  permission: Permission | 'public' | 'signed-in'
  /** The call is allowed to those who look at the console as another user, although it changes something. */
  whileViewing?: true
  /** The path parameter that names the resource. A `-specified` permission lists the resources that a user may use. */
  resource?: string
  /** The response is a list or a total of what the caller may see. Every user may call the endpoint; it can be empty. */
  listed?: boolean
  /** One specified resource is enough to call the endpoint. The handler checks which ones the caller may use. */
  anyResource?: boolean
  params?: z.ZodObject
  query?: z.ZodObject
  body?: z.ZodType
  /** The media type of a body that is no JSON. */
  mediaType?: 'text/csv'
  /** The maximum size of the body in bytes; `defaultMaxBody` when absent. */
  maxBody?: number
  response?: z.ZodType
  /** The response is also available as `text/csv`. */
  csv?: true
  /** The response is a list that is also available whole, as a file. */
  exported?: Exported
  /** The response is a stream of bytes. */
  bytes?: true
  /** The call is never a part of a batch. */
  alone?: true
  /** The status of success; 200 when absent. */
  status?: number
}

export type Api = Record<string, Endpoint>

type Output<T> = T extends z.ZodType ? z.output<T> : undefined

/** The parsed request that a handler receives. */
export type Input<E extends Endpoint> = {
  params: Output<E['params']>
  query: Output<E['query']>
  body: Output<E['body']>
}

/** The value that a handler returns. */
export type Result<E extends Endpoint> = E['bytes'] extends true
  ? AsyncIterable<Uint8Array>
  : E['response'] extends z.ZodType
    ? z.input<E['response']>
    : void
