import { notRecorded } from '../../platform/redaction.ts'
import type { ClientRequest } from './client-request.ts'
import { headerKinds, type Kind, type ReadHeader } from './header-kinds.ts'
import { addForwardingHeader, type ForwardingHeaders } from './proxies/forwarding-headers.ts'

/**
 * Returns a header that decides what the gateway does, its lines joined by a comma. Its name stands in the table of kinds, so
 * that it is tested.
 */
export function readHeader({ rawHeaders }: ClientRequest, name: ReadHeader): string | undefined {
  const values = rawHeaders.filter((_, i) => i % 2 === 1 && rawHeaders[i - 1]?.toLowerCase() === name)
  return values.length ? values.join(', ') : undefined
}

const findKind = (name: string): Kind => (Object.hasOwn(headerKinds, name) ? (headerKinds[name] ?? 'passes') : 'passes')

/**
 * CGI, WSGI and PHP read `_` in a name as `-`. A name that means something to the gateway only when it is read so is
 * recorded and not passed on, unless it holds a credential, which passes and is not recorded.
 */
function classifyHeader(lowerCaseName: string): Kind {
  if (!lowerCaseName.includes('_')) return findKind(lowerCaseName)
  const kind = findKind(lowerCaseName.replaceAll('_', '-'))
  return kind === 'passes' || kind === 'credential' ? kind : 'dropped'
}

/** The head of a request, read once. `forwarded` and `recorded` are flat lists: name, value, name, value … */
export type RequestHead = {
  forwarded: string[]
  recorded: string[]
  host: string | undefined
  hosts: number
  contentType: string | undefined
  contentEncoding: string | undefined
  contentLength: string | undefined
  chunked: boolean
  authorization: string | undefined
  authorizations: number
  /** The codings of Transfer-Encoding, as one list. */
  transferCodings: string | undefined
  upgrade: string | undefined
  /** Several lines are joined by a comma. */
  via: string | undefined
  /** Undefined when no proxy says how the request came to it. */
  forwarding: ForwardingHeaders | undefined
}

/** Names that a Connection header lists are hop-by-hop too (RFC 9110 §7.6.1). Undefined when it lists none, as is usual. */
function readConnectionOptions(raw: readonly string[]): Set<string> | undefined {
  let listed: Set<string> | undefined
  for (let i = 0; i < raw.length; i += 2) {
    const name = raw[i] ?? ''
    if (name.length !== 10 || name.toLowerCase() !== 'connection') continue
    const value = (raw[i + 1] ?? '').toLowerCase()
    if (value === 'keep-alive' || value === 'close') continue
    listed ??= new Set()
    for (const one of value.split(',')) listed.add(one.trim())
  }
  return listed
}

export function readRequestHead(raw: string[]): RequestHead {
  const listed = readConnectionOptions(raw)
  const head: RequestHead = {
    forwarded: [],
    recorded: [],
    host: undefined,
    hosts: 0,
    contentType: undefined,
    contentEncoding: undefined,
    contentLength: undefined,
    chunked: false,
    authorization: undefined,
    authorizations: 0,
    transferCodings: undefined,
    upgrade: undefined,
    via: undefined,
    forwarding: undefined,
  }
  for (let i = 0; i < raw.length; i += 2) {
    const name = raw[i] ?? ''
    const lower = name.toLowerCase()
    const kind = classifyHeader(lower)
    // A Connection header takes away nothing that the gateway itself reads: framing, host, credentials, content.
    if (kind === 'passes' && listed?.has(lower)) continue
    addHeader(head, kind, name, raw[i + 1] ?? '')
  }
  return head
}

function addHeader(head: RequestHead, kind: Kind, name: string, value: string) {
  switch (kind) {
    case 'read':
    case 'passes':
      head.forwarded.push(name, value)
      head.recorded.push(name, value)
      return
    case 'encoding':
      head.contentEncoding = head.contentEncoding === undefined ? value : `${head.contentEncoding}, ${value}`
      head.forwarded.push(name, value)
      head.recorded.push(name, value)
      return
    case 'type':
      head.contentType = value
      head.forwarded.push(name, value)
      head.recorded.push(name, value)
      return
    case 'credential':
      head.forwarded.push(name, value)
      head.recorded.push(name, notRecorded)
      return
    case 'authorization':
      head.authorization = value
      head.authorizations++
      return
    case 'host':
      head.host = value
      head.hosts++
      head.recorded.push(name, value)
      return
    case 'length':
      head.contentLength = value
      head.recorded.push(name, value)
      return
    case 'forwarding':
      head.recorded.push(name, value)
      head.forwarding = addForwardingHeader(head.forwarding, name, value)
      return
    case 'via':
      head.recorded.push(name, value)
      head.via = head.via === undefined ? value : `${head.via}, ${value}`
      return
    case 'replaced':
      head.recorded.push(name, value)
      return
    case 'dropped':
      head.recorded.push(name, maskDropped(name, value))
      return
    case 'upgrade':
      head.upgrade = value
      return
    case 'chunked':
      head.chunked = true
      head.transferCodings = head.transferCodings === undefined ? value : `${head.transferCodings}, ${value}`
      return
    case 'hop':
    case 'reserved':
      return
  }
}

/** Of the names that are dropped this one holds a credential. */
const maskDropped = (name: string, value: string) => (/^proxy_authorization$/i.test(name) ? notRecorded : value)

export type ResponseHead = {
  sent: string[]
  recorded: string
  contentLength: number | undefined
  contentType: string | undefined
  encoding: string | undefined
}

/** Copies an upstream's head as it came, less what concerns only the connection to the upstream. */
export function readResponseHead(raw: readonly string[]): ResponseHead {
  const listed = readConnectionOptions(raw)
  const sent: string[] = []
  const recorded: string[] = []
  let contentLength: number | undefined
  let contentType: string | undefined
  let encoding: string | undefined
  for (let i = 0; i < raw.length; i += 2) {
    const name = raw[i] ?? ''
    const value = raw[i + 1] ?? ''
    const lower = name.toLowerCase()
    const kind = classifyHeader(lower)
    if (kind === 'hop' || kind === 'chunked' || kind === 'upgrade' || kind === 'reserved') continue
    if (kind !== 'length' && listed?.has(lower)) continue
    if (kind === 'dropped') {
      recorded.push(name, value)
      continue
    }
    if (kind === 'length') contentLength = Number(value)
    else if (kind === 'type') contentType = value
    else if (kind === 'encoding') encoding = value
    sent.push(name, value)
    recorded.push(name, kind === 'credential' ? notRecorded : value)
  }
  return { sent, recorded: JSON.stringify(recorded), contentLength, contentType, encoding }
}
