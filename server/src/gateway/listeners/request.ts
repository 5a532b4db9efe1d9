import type { IncomingMessage } from 'node:http'
import type { Socket } from 'node:net'
import type { TLSSocket } from 'node:tls'
import { hasDotSegment } from '../../channels/index.ts'
import { Refusal } from '../refusal.ts'
import { type RequestHead, readRequestHead } from './headers.ts'

/** A request whose head is read and whose body is not. */
export type Arrival = {
  /** Undefined when the request came by no connection: a rerun, a poll. */
  socket: Socket | undefined
  method: string
  path: string
  /** Without the question mark. */
  query: string
  /** True when nothing follows the question mark. */
  queryIsEmpty: boolean
  head: RequestHead
  address: string
  secure: boolean
  hasBody: boolean
  at: number
}

/** Reads the head of a request. Refuses a head that two readers could understand in two ways. */
export function receive(request: IncomingMessage): Arrival {
  const head = readRequestHead(request.rawHeaders)
  const method = request.method ?? 'GET'
  const { path, query, queryIsEmpty } = parseTarget(request.url ?? '/')
  const arrival: Arrival = {
    socket: request.socket,
    method,
    path,
    query,
    queryIsEmpty,
    head,
    address: getClientAddress(request),
    secure: (request.socket as TLSSocket).encrypted === true,
    hasBody: head.contentLength === undefined ? head.chunked : head.contentLength !== '0',
    at: Date.now(),
  }
  if (!speaksHttp1(request, head))
    throw new Refusal('receive', 400, 'malformed', 'The request is not of HTTP/1.1, nor of HTTP/1.0 without chunks')
  // RFC 9112 §3.2: anything else lets two readers see two hosts.
  if (head.hosts > 1) throw new Refusal('receive', 400, 'malformed', 'The request has more than one Host header')
  if (head.host !== undefined && !/^[\w.:[\]-]*$/.test(head.host)) {
    throw new Refusal('receive', 400, 'malformed', 'The Host header is not a host')
  }
  if (hasDotSegment(path)) {
    throw new Refusal(
      'receive',
      400,
      'malformed',
      'The path has dot segments, which an upstream might resolve to another path',
    )
  }
  return arrival
}

/** RFC 9112 §6.1: some servers read chunks in HTTP/1.0 and others do not. HTTP/0.9 has no headers. */
const speaksHttp1 = ({ httpVersionMajor, httpVersionMinor }: IncomingMessage, { chunked }: RequestHead) =>
  httpVersionMajor === 1 && (httpVersionMinor === 1 || (httpVersionMinor === 0 && !chunked))

/** Builds a request that no client sent by HTTP: a rerun, a poll, a message of a TCP channel. `headers` is flat. */
export function buildArrival(request: {
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

/** Splits a target in origin-form, or in absolute-form as proxies send it (RFC 9112 §3.2). */
export function parseTarget(url: string) {
  const origin = url.startsWith('/') ? url : url.replace(/^[a-z][a-z0-9+.-]*:\/\/[^/?#]*/i, '')
  const end = origin.indexOf('?')
  if (end === -1) return { path: origin || '/', query: '', queryIsEmpty: false }
  return { path: origin.slice(0, end) || '/', query: origin.slice(end + 1), queryIsEmpty: end === origin.length - 1 }
}

/** Returns the address of the other end. An IPv4 address on an IPv6 socket is written as IPv4. */
export function readAddress({ remoteAddress = '' }: Socket) {
  return remoteAddress.startsWith('::ffff:') ? remoteAddress.slice(7) : remoteAddress
}

export const getClientAddress = ({ socket }: IncomingMessage) => readAddress(socket)
