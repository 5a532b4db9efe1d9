import type { Socket } from 'node:net'
import { TLSSocket } from 'node:tls'
import { hasDotSegment } from '../../channels/index.ts'
import type { Peer, TrustedProxies } from '../../platform/network/trusted-proxies.ts'
import { Refusal } from '../refusal.ts'
import type { ClientRequest } from './client-request.ts'
import { type RequestHead, readHeader, readRequestHead } from './headers.ts'
import { readNearest } from './proxies/forwarding-headers.ts'

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
  /** The address of the client. */
  address: string
  /** The other end of the connection: the client, or a proxy before the gateway. Undefined when there is no connection. */
  peer: Peer | undefined
  /** The client's certificate, as a trusted proxy passes it on. */
  clientCertificate: string | undefined
  /** The version of HTTP in which the client spoke. */
  httpVersion: string
  secure: boolean
  hasBody: boolean
  at: number
}

/** Reads the head of a request. Refuses a head that two readers could understand in two ways. */
export function receive(request: ClientRequest, proxies: TrustedProxies): Arrival {
  const head = readRequestHead(request.rawHeaders)
  const { method } = request
  const { authority, path, query, queryIsEmpty } = parseTarget(request.target)
  // RFC 9112 §3.2.2: a target in absolute-form replaces the Host header.
  if (authority !== undefined) head.host = authority
  const peer = proxies.getPeer(request.socket)
  const address = findClient(proxies, peer, head)
  if (address === undefined) throw malformed('The headers X-Forwarded-For and Forwarded do not name one client')
  const arrival: Arrival = {
    socket: request.socket,
    method,
    path,
    query,
    queryIsEmpty,
    head,
    address,
    peer,
    clientCertificate: undefined,
    httpVersion: request.version,
    secure: isSecure(request, peer, head),
    hasBody: head.contentLength === undefined ? head.chunked : head.contentLength !== '0',
    at: Date.now(),
  }
  requireOneMeaning(request, arrival)
  return arrival
}

const findClient = (proxies: TrustedProxies, peer: Peer, { forwarding }: RequestHead) =>
  forwarding === undefined
    ? peer.address
    : proxies.findClient(peer, { forwardedFor: forwarding.forwardedFor, forwarded: forwarding.forwarded })

/** Tells whether the client speaks TLS, be it to a trusted proxy. */
function isSecure({ socket }: ClientRequest, { trusted }: Peer, { forwarding }: RequestHead) {
  const proto = trusted ? readNearest(forwarding, 'proto') : undefined
  return proto === undefined ? socket instanceof TLSSocket : proto === 'https'
}

const malformed = (reason: string) => new Refusal('receive', 400, 'malformed', reason)

/** Refuses a head that two readers could understand in two ways, and what the gateway does not implement. */
function requireOneMeaning(request: ClientRequest, { head, path }: Arrival) {
  if (!speaksHttp1(request, head)) throw malformed('The request is not of HTTP/1.1, nor of HTTP/1.0 without chunks')
  // RFC 9112 §6.1: the gateway undoes no other coding, and would forward it without its name.
  if (head.transferCodings !== undefined && head.transferCodings.trim().toLowerCase() !== 'chunked')
    throw new Refusal('receive', 501, 'not-implemented', 'The Transfer-Encoding is not "chunked"')
  // An offer of h2c may be ignored (RFC 9110 §7.8): Java's client makes it with every first request.
  if (head.upgrade !== undefined && !/^\s*h2c?\s*$/i.test(head.upgrade))
    throw new Refusal('receive', 501, 'not-implemented', `The gateway does not upgrade to ${head.upgrade.slice(0, 40)}`)
  // RFC 9112 §3.2: two readers could see two hosts.
  if (head.hosts === 0 && request.version === '1.1') throw malformed('The request has no Host header')
  if (head.hosts > 1) throw malformed('The request has more than one Host header')
  if (head.host !== undefined && !/^[\w.:[\]-]*$/.test(head.host)) throw malformed('The Host is not a host')
  if (head.authorizations > 1) throw malformed('The request has more than one Authorization header')
  if (hasDotSegment(path)) throw malformed('The path has dot segments, which an upstream might resolve to another path')
}

/** RFC 9112 §6.1: some servers read chunks in HTTP/1.0 and others do not. HTTP/0.9 has no headers. */
const speaksHttp1 = ({ version }: ClientRequest, { chunked }: RequestHead) =>
  version === '1.1' || (version === '1.0' && !chunked)

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
  const head = readRequestHead(headers)
  return {
    ...rest,
    secure,
    queryIsEmpty: false,
    socket: undefined,
    peer: undefined,
    clientCertificate: undefined,
    httpVersion: '1.1',
    head,
    at: Date.now(),
  }
}

/** Splits a target in origin-form, or in absolute-form as proxies send it (RFC 9112 §3.2). */
export function parseTarget(url: string) {
  const [absolute, authority] = url.startsWith('/') ? [] : (/^[a-z][a-z0-9+.-]*:\/\/([^/?#]*)/i.exec(url) ?? [])
  const origin = absolute === undefined ? url : url.slice(absolute.length)
  const end = origin.indexOf('?')
  if (end === -1) return { authority, path: origin || '/', query: '', queryIsEmpty: false }
  const queryIsEmpty = end === origin.length - 1
  return { authority, path: origin.slice(0, end) || '/', query: origin.slice(end + 1), queryIsEmpty }
}

/** Returns the address of a client whose request is refused, whatever its head looks like. */
export function readClientAddress(request: ClientRequest, proxies: TrustedProxies): string {
  const peer = proxies.getPeer(request.socket)
  if (!peer.trusted) return peer.address
  const forwardedFor = readHeader(request, 'x-forwarded-for')
  return proxies.findClient(peer, { forwardedFor, forwarded: readHeader(request, 'forwarded') }) ?? peer.address
}
