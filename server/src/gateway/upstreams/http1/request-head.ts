// Writes the head of a request (RFC 9112 §3, §5, §6), and decides how its body is framed.
import { isFieldValue, isToken, toLength } from '../../http1/field-syntax.ts'
import { CallError } from './call-error.ts'

export type HttpRequest = {
  method: string
  /** The path and the query. */
  path: string
  /** Flat: name, value, name, value … `Content-Length` is compared with the body; other headers of the connection are refused. */
  headers: readonly string[]
  body: RequestBody
}

type RequestBody = Buffer | AsyncIterable<Uint8Array> | null

export type RequestHead = {
  text: string
  /** Undefined: the body is sent in chunks. */
  length: number | undefined
}

const notInTarget = /[^\x21-\x7e\x80-\xff]/

/** A request with one of these methods has a length even without a body (RFC 9110 §8.6). */
const methodsWithBody = new Set(['POST', 'PUT', 'PATCH'])

/** Only the connection itself says these. */
const ownHeaders = new Set(['host', 'connection', 'keep-alive', 'upgrade', 'transfer-encoding', 'expect'])

/** Builds the head of a request to `host`. Throws a CallError when it could be read as anything else. */
export function buildRequestHead({ method, path, headers, body }: HttpRequest, host: string): RequestHead {
  if (!isToken(method) || path === '' || notInTarget.test(path)) throw unsendable()
  let text = `${method} ${path} HTTP/1.1\r\nHost: ${host}\r\nConnection: keep-alive\r\n`
  let declared: number | undefined
  for (let i = 0; i < headers.length; i += 2) {
    const [name = '', value = ''] = [headers[i], headers[i + 1]]
    if (!isToken(name) || !isFieldValue(value)) throw unsendable()
    const kind = findKind(name)
    if (kind === 'own') throw unsendable()
    if (kind === 'length') declared = readDeclaredLength(declared, value)
    else text += `${name}: ${value}\r\n`
  }
  const length = findLength(body, declared)
  if (length === undefined) text += 'Transfer-Encoding: chunked\r\n'
  else if (length > 0 || (body !== null && !(body instanceof Uint8Array)) || methodsWithBody.has(method))
    text += `Content-Length: ${length}\r\n`
  return { text: `${text}\r\n`, length }
}

function findKind(name: string): 'length' | 'own' | 'plain' {
  // Only names of these lengths mean something here.
  switch (name.length) {
    case 4:
    case 6:
    case 7:
    case 10:
    case 17:
      return ownHeaders.has(name.toLowerCase()) ? 'own' : 'plain'
    case 14:
      return name.toLowerCase() === 'content-length' ? 'length' : 'plain'
    default:
      return 'plain'
  }
}

function readDeclaredLength(former: number | undefined, value: string): number {
  const length = toLength(value)
  if (former !== undefined || length === undefined) throw unsendable()
  return length
}

/** Returns undefined when nobody knows the length before the body has ended. */
function findLength(body: RequestBody, declared: number | undefined): number | undefined {
  if (body !== null && !(body instanceof Uint8Array)) return declared
  const length = body?.length ?? 0
  if (declared !== undefined && declared !== length) throw lengthDiffers()
  return length
}

const unsendable = () => new CallError('request', 'got nothing: a part of the head of the request cannot be sent')

export const lengthDiffers = () => new CallError('request', 'was sent a body that does not match its Content-Length')
