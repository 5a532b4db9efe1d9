import type { IncomingMessage } from 'node:http'
import type { Socket } from 'node:net'
import type { TLSSocket } from 'node:tls'
import { hasDotSegment } from '../../channels/index.ts'
import { Refused } from '../refusal.ts'
import { type RequestHead, readRequestHead } from './headers.ts'

/** A request as it stands at the door: its head is read, its body is not. */
export type Arrival = {
  /** Undefined when it did not come by a connection: a rerun, a poll. */
  socket: Socket | undefined
  method: string
  path: string
  /** Without the question mark. */
  query: string
  /** The question mark is there, and nothing follows it. */
  queryIsEmpty: boolean
  head: RequestHead
  address: string
  secure: boolean
  hasBody: boolean
  at: number
}

/** Throws when the head cannot be trusted to mean one thing. */
export function receive(request: IncomingMessage): Arrival {
  const head = readRequestHead(request.rawHeaders)
  const method = request.method ?? 'GET'
  const { path, query, queryIsEmpty } = target(request.url ?? '/')
  const arrival: Arrival = {
    socket: request.socket,
    method,
    path,
    query,
    queryIsEmpty,
    head,
    address: addressOf(request),
    secure: (request.socket as TLSSocket).encrypted === true,
    hasBody: head.contentLength === undefined ? head.chunked : head.contentLength !== '0',
    at: Date.now(),
  }
  if (!speaksHttp1(request, head))
    throw new Refused('receive', 400, 'malformed', 'The request is not of HTTP/1.1, nor of HTTP/1.0 without chunks')
  // RFC 9112 §3.2: anything else lets two readers see two hosts.
  if (head.hosts > 1) throw new Refused('receive', 400, 'malformed', 'The request has more than one Host header')
  if (head.host !== undefined && !/^[\w.:[\]-]*$/.test(head.host)) {
    throw new Refused('receive', 400, 'malformed', 'The Host header is not a host')
  }
  if (hasDotSegment(path)) {
    throw new Refused(
      'receive',
      400,
      'malformed',
      'The path has dot segments, which an upstream might resolve to another path',
    )
  }
  return arrival
}

/** RFC 9112 §6.1: chunks in HTTP/1.0 are read by some and not by others. HTTP/0.9 has no headers to be told apart by. */
const speaksHttp1 = ({ httpVersionMajor, httpVersionMinor }: IncomingMessage, { chunked }: RequestHead) =>
  httpVersionMajor === 1 && (httpVersionMinor === 1 || (httpVersionMinor === 0 && !chunked))

/** A request that no client sent by HTTP: a rerun, a poll, a message of a TCP channel. `headers` is flat. */
export function arrivalOf(request: {
  method: string
  path: string
  query: string
  headers: string[]
  address: string
  hasBody: boolean
  secure?: boolean
}): Arrival {
  const { headers, secure = false, ...rest } = request
  return { ...rest, secure, queryIsEmpty: false, socket: undefined, head: readRequestHead(headers), at: Date.now() }
}

/** Origin-form, or absolute-form as proxies send it (RFC 9112 §3.2). */
export function target(url: string) {
  const origin = url.startsWith('/') ? url : url.replace(/^[a-z][a-z0-9+.-]*:\/\/[^/?#]*/i, '')
  const end = origin.indexOf('?')
  if (end === -1) return { path: origin || '/', query: '', queryIsEmpty: false }
  return { path: origin.slice(0, end) || '/', query: origin.slice(end + 1), queryIsEmpty: end === origin.length - 1 }
}

/** IPv4 addresses that arrive on an IPv6 socket are written as IPv4. */
export const addressOf = ({ socket }: IncomingMessage) => {
  const address = socket.remoteAddress ?? ''
  return address.startsWith('::ffff:') ? address.slice(7) : address
}
