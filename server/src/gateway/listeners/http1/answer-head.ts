// Writes the head of an answer (RFC 9112 §4, §5, §6), and decides how its body is framed.
import { STATUS_CODES } from 'node:http'
import { isFieldValue, isToken, toLength } from '../../http1/field-syntax.ts'
import type { BodyFraming } from '../../http1/message-writer.ts'

type AnsweredRequest = { method: string; version: string }

type AnswerHead = {
  status: number
  /** Undefined: the usual one. */
  reason: string | undefined
  /** Flat: name, value, name, value … */
  headers: readonly string[]
  /** Headers that are sent unless `headers` has others of the same names. */
  defaults: readonly string[]
  keepsConnection: boolean
}

/** Milliseconds. Clients are told, so that they do not send a request while the gateway closes the connection. */
export const keepAliveTimeout = 65_000

const kept = `Connection: keep-alive\r\nKeep-Alive: timeout=${keepAliveTimeout / 1000}\r\n`

/** Only the connection itself says these. */
const ownHeaders = new Set(['connection', 'keep-alive', 'transfer-encoding'])

/** Builds the head of an answer. Throws when it could be read as anything else. */
export function buildAnswerHead({ method, version }: AnsweredRequest, answer: AnswerHead) {
  const { status, reason, headers } = answer
  const fields = new FieldWriter()
  fields.addAll(headers)
  if (answer.defaults.length) fields.addAll(withoutNames(answer.defaults, headers))
  const framing = chooseFraming(method, version, status, fields.length)
  const keepsConnection = answer.keepsConnection && framing !== 'until-close'
  if (!fields.hasDate) fields.text += `Date: ${clock.read()}\r\n`
  if (framing === 'chunked') fields.text += 'Transfer-Encoding: chunked\r\n'
  const text = `${statusLine(status, reason)}${fields.text}${keepsConnection ? kept : 'Connection: close\r\n'}\r\n`
  return { text, framing, keepsConnection }
}

/** Builds an informational answer (RFC 9110 §15.2). */
export function buildInformation(status: number, reason: string | undefined, headers: readonly string[]): string {
  const fields = new FieldWriter()
  fields.addAll(headers)
  return `${statusLine(status, reason)}${fields.text}\r\n`
}

/** Builds the field lines of trailers. */
export function buildTrailers(headers: readonly string[]): string {
  const fields = new FieldWriter()
  fields.addAll(headers)
  return fields.text
}

function statusLine(status: number, reason = STATUS_CODES[status] ?? ''): string {
  if (!isFieldValue(reason) || !(status >= 100 && status <= 999)) throw unsendable('the status line')
  return `HTTP/1.1 ${status} ${reason}\r\n`
}

class FieldWriter {
  text = ''
  length: number | undefined
  hasDate = false

  addAll(headers: readonly string[]) {
    for (let i = 0; i < headers.length; i += 2) this.add(headers[i] ?? '', headers[i + 1] ?? '')
  }

  private add(name: string, value: string) {
    if (!isToken(name) || !isFieldValue(value)) throw unsendable(name)
    // Only names of these lengths mean something here.
    switch (name.length) {
      case 4:
        if (name.toLowerCase() === 'date') this.hasDate = true
        break
      case 14:
        if (name.toLowerCase() === 'content-length') this.addLength(value)
        break
      case 10:
      case 17:
        if (ownHeaders.has(name.toLowerCase())) throw unsendable(name)
    }
    this.text += `${name}: ${value}\r\n`
  }

  private addLength(value: string) {
    const length = toLength(value)
    if (this.length !== undefined || length === undefined) throw unsendable('Content-Length')
    this.length = length
  }
}

function chooseFraming(method: string, version: string, status: number, length: number | undefined): BodyFraming {
  if (method === 'HEAD' || status === 204 || status === 304) return 'none'
  if (length !== undefined) return length
  return version === '1.1' ? 'chunked' : 'until-close'
}

function withoutNames(defaults: readonly string[], headers: readonly string[]): string[] {
  const names = new Set(headers.flatMap((name, i) => (i % 2 === 0 ? [name.toLowerCase()] : [])))
  return defaults.filter((_, i) => !names.has(defaults[i - (i % 2)]?.toLowerCase() ?? ''))
}

const unsendable = (part: string) => new Error(`An answer cannot be sent: ${part.slice(0, 80)} is not HTTP`)

/** The time for `Date` (RFC 9110 §6.6.1), made once a second. */
class SecondClock {
  private second = 0
  private text = ''

  read(): string {
    const second = Math.floor(Date.now() / 1000)
    if (second !== this.second) {
      this.second = second
      this.text = new Date(second * 1000).toUTCString()
    }
    return this.text
  }
}

const clock = new SecondClock()
