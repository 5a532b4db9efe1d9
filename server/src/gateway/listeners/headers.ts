import { credentialHeaders, notRecorded } from '../../platform/redaction.ts'

/** What a header of a request or an answer is to the gateway; anything else just passes. */
type Kind =
  | 'hop'
  | 'chunked'
  | 'host'
  | 'reserved'
  | 'credential'
  | 'authorization'
  | 'length'
  | 'forwarded-for'
  | 'forwarded-host'
  | 'type'
  | 'encoding'
  | 'forwarded'
  | 'passes'

const kinds: Record<string, Kind> = {
  // RFC 9110 §7.6.1. `expect` is answered by the gateway itself (§10.1.1).
  connection: 'hop',
  'keep-alive': 'hop',
  'proxy-connection': 'hop',
  'proxy-authenticate': 'hop',
  te: 'hop',
  trailer: 'hop',
  'transfer-encoding': 'chunked',
  upgrade: 'hop',
  expect: 'hop',
  host: 'host',
  authorization: 'authorization',
  'proxy-authorization': 'hop',
  ...Object.fromEntries(credentialHeaders.map((name) => [name, 'credential' as const])),
  'content-length': 'length',
  'content-type': 'type',
  'content-encoding': 'encoding',
  forwarded: 'forwarded',
  'x-forwarded-for': 'forwarded-for',
  'x-forwarded-host': 'forwarded-host',
  // Only the gateway may say these: an upstream believes them.
  'x-openhim-clientid': 'reserved',
  'x-openhim-transactionid': 'reserved',
  'x-openhim-lastrunat': 'reserved',
}
const classifyHeader = (lowerCaseName: string): Kind =>
  Object.hasOwn(kinds, lowerCaseName) ? (kinds[lowerCaseName] ?? 'passes') : 'passes'

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
  forwardedFor: string | undefined
  forwardedHost: string | undefined
  /** RFC 7239. */
  forwardedBy: string | undefined
}

/** Names that a Connection header lists are hop-by-hop too (RFC 9110 §7.6.1). Undefined when it lists none, as is usual. */
function readConnectionOptions(raw: string[]): Set<string> | undefined {
  let listed: Set<string> | undefined
  for (let i = 0; i < raw.length; i += 2) {
    const name = raw[i] ?? ''
    if (name.length !== 10 || name.toLowerCase() !== 'connection') continue
    const value = (raw[i + 1] ?? '').toLowerCase()
    if (value === 'keep-alive' || value === 'close') continue
    listed ??= new Set()
    for (const one of value.split(',')) if (!framing.has(one.trim())) listed.add(one.trim())
  }
  return listed
}

/** What tells where a message ends, to whom it goes and from whom it comes cannot be taken away by listing it. */
const framing = new Set(['close', 'keep-alive', 'content-length', 'host', 'authorization'])

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
    forwardedFor: undefined,
    forwardedHost: undefined,
    forwardedBy: undefined,
  }
  for (let i = 0; i < raw.length; i += 2) {
    const name = raw[i] ?? ''
    const lower = name.toLowerCase()
    if (listed?.has(lower)) continue
    readHeader(head, classifyHeader(lower), name, raw[i + 1] ?? '')
  }
  return head
}

function readHeader(head: RequestHead, kind: Kind, name: string, value: string) {
  switch (kind) {
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
    case 'forwarded-for':
      head.recorded.push(name, value)
      head.forwardedFor = head.forwardedFor === undefined ? value : `${head.forwardedFor}, ${value}`
      return
    case 'forwarded-host':
      head.recorded.push(name, value)
      head.forwardedHost = head.forwardedHost === undefined ? value : `${head.forwardedHost}, ${value}`
      return
    case 'forwarded':
      head.recorded.push(name, value)
      head.forwardedBy = head.forwardedBy === undefined ? value : `${head.forwardedBy}, ${value}`
      return
    case 'chunked':
      head.chunked = true
      return
    case 'hop':
    case 'reserved':
      return
  }
}

export type ResponseHead = {
  sent: string[]
  recorded: string
  contentLength: number | undefined
  contentType: string | undefined
  encoding: string | undefined
}

/** Copies an upstream's head as it came, less what concerns only the connection to the upstream. */
export function readResponseHead(raw: readonly (Buffer | string)[]): ResponseHead {
  const names = raw.map((text) => (typeof text === 'string' ? text : text.toString('latin1')))
  const listed = readConnectionOptions(names)
  const sent: string[] = []
  const recorded: string[] = []
  let contentLength: number | undefined
  let contentType: string | undefined
  let encoding: string | undefined
  for (let i = 0; i < names.length; i += 2) {
    const name = names[i] ?? ''
    const value = names[i + 1] ?? ''
    const lower = name.toLowerCase()
    const kind = classifyHeader(lower)
    if (kind === 'hop' || kind === 'chunked' || kind === 'reserved' || listed?.has(lower)) continue
    if (kind === 'length') contentLength = Number(value)
    else if (kind === 'type') contentType = value
    else if (kind === 'encoding') encoding = value
    sent.push(name, value)
    recorded.push(name, kind === 'credential' ? notRecorded : value)
  }
  return { sent, recorded: JSON.stringify(recorded), contentLength, contentType, encoding }
}
