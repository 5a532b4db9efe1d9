/** Acknowledgements that the gateway makes in the name of the receiver (HL7 v2.9 §2.9, §2.10.3). */

import { detectUtf16, type Utf16 } from '@mediary/contract/channels/charset'
import { type Hl7Delimiters, readHl7Delimiters, stripHl7 } from '@mediary/contract/channels/hl7'

/** AA: accepted. AE: failed. AR: rejected. In enhanced mode the acknowledgement says CA, CE or CR. */
export type AckCode = 'AA' | 'AE' | 'AR'

/** `none`: the sender wants no acknowledgement of this outcome. `not-hl7`: the sender would not understand one. */
type Acknowledgement = Buffer | 'none' | 'not-hl7'

type Answer = { code: AckCode; text: string; id: string; time: string }

const maxStartBytes = 256
// Each message of a batch is acknowledged by about as many bytes as a short message has.
const maxAcknowledged = 10_000

export const toAckCode = (status: number): AckCode => (status < 400 ? 'AA' : status < 500 ? 'AR' : 'AE')

export const isHl7 = (message: Uint8Array) => readPayload(message.subarray(0, maxStartBytes)) !== undefined

/** Answers a message, or each message of a batch within a batch. */
export function buildAcknowledgement(
  message: Uint8Array,
  code: AckCode,
  { text, id }: { text: string; id: string },
): Acknowledgement {
  const payload = readPayload(message)
  if (!payload) return 'not-hl7'
  const time = new Date().toISOString().replace(/\D/g, '').slice(0, 14)
  const segments = acknowledgeSegments(payload.text, { code, text, id, time })
  return segments ? payload.encode(segments.map((segment) => `${segment}\r`).join('')) : 'none'
}

/** Returns the status of HTTP that corresponds to an answer in HL7, so that it counts like any other. */
export function readAcknowledgementStatus(answer: Uint8Array): number {
  const payload = readPayload(answer)
  if (!payload) return 200
  const separator = payload.text[3] ?? '|'
  const codes = payload.text
    .split(/[\r\n]+/)
    .filter((line) => line.startsWith(`MSA${separator}`))
    .map((line) => line.split(separator)[1])
  if (codes.some((code) => code === 'AE' || code === 'CE')) return 500
  return codes.some((code) => code === 'AR' || code === 'CR') ? 400 : 200
}

type Payload = { text: string; encode: (text: string) => Buffer }

/** The payload as text in which each byte is a character, unless it is UTF-16, and a function that encodes the same way. */
function readPayload(message: Uint8Array): Payload | undefined {
  const bytes = Buffer.from(message.buffer, message.byteOffset, message.byteLength)
  const utf16 = detectUtf16(bytes)
  const hasMark = bytes.subarray(0, 3).equals(utf8Mark)
  const text = stripHl7(utf16 ? new TextDecoder(utf16).decode(bytes) : bytes.toString('latin1', hasMark ? 3 : 0))
  if (text === undefined) return undefined
  return { text, encode: (answer) => (utf16 ? encodeUtf16(answer, utf16) : Buffer.from(answer, 'latin1')) }
}

const utf8Mark = Buffer.of(0xef, 0xbb, 0xbf)

function encodeUtf16(text: string, encoding: Utf16) {
  const bytes = Buffer.from(`\ufeff${text}`, 'utf16le')
  return encoding === 'utf-16le' ? bytes : bytes.swap16()
}

/** Undefined when none of the messages wants an acknowledgement. */
function acknowledgeSegments(payload: string, answer: Answer): string[] | undefined {
  const out: string[] = []
  const count = { messages: 0, acknowledged: 0, inBatch: 0, batches: 0 }
  let batch: Hl7Delimiters | undefined
  let file: Hl7Delimiters | undefined
  const closeBatch = () => {
    if (batch) out.push(['BTS', count.inBatch].join(batch.field))
    batch = undefined
  }
  for (const line of readHeaders(payload)) {
    if (line.startsWith('MSH')) {
      if (count.messages++ >= maxAcknowledged) continue
      const id = batch || file || count.messages > 1 ? `${answer.id}-${count.messages}` : answer.id
      const segments = acknowledgeMessage(line, { ...answer, id })
      if (!segments) continue
      out.push(...segments)
      count.acknowledged++
      count.inBatch++
      continue
    }
    closeBatch()
    const delimiters = readHl7Delimiters(line)
    out.push(answerBatchHeader(line, delimiters, answer))
    if (line.startsWith('FHS')) {
      file = delimiters
      continue
    }
    batch = delimiters
    count.batches++
    count.inBatch = 0
  }
  closeBatch()
  if (file) out.push(['FTS', count.batches].join(file.field))
  return count.messages > 0 && count.acknowledged === 0 ? undefined : out
}

/** The header segments of messages, batches and files. A large message is not split into all of its segments. */
function* readHeaders(payload: string): Generator<string> {
  for (const { index } of payload.matchAll(/(?<=^|[\r\n])(?:MSH|BHS|FHS)(?=[^\w\s])/g)) {
    const end = payload.slice(index, index + maxHeaderLength).search(/[\r\n]/)
    yield payload.slice(index, end === -1 ? index + maxHeaderLength : index + end)
  }
}

const maxHeaderLength = 4096

/** Sender and receiver change places; field 12 refers to the control id of the batch or file. */
function answerBatchHeader(header: string, { field }: Hl7Delimiters, { id, time }: Answer) {
  const fields = header.split(field)
  const [name = '', encoding = '', application = '', facility = '', receiver = '', receiverFacility = ''] = fields
  const control = fields[10] ?? ''
  return [name, encoding, receiver, receiverFacility, application, facility, time, '', '', '', id, control].join(field)
}

/** The segments MSH and MSA; undefined when the sender wants none. */
function acknowledgeMessage(header: string, { code, text, id, time }: Answer): [string, string] | undefined {
  const { field, component } = readHl7Delimiters(header)
  const fields = header.split(field)
  const read = (number: number) => fields[number - 1] ?? ''
  const ackCode = selectCode(code, read(15), read(16))
  if (!ackCode) return undefined
  const [, event, structure] = read(9).split(component)
  const type = ['ACK', ...(event ? [event] : []), ...(event && (structure || hasStructure(read(12))) ? ['ACK'] : [])]
  const characterSet = read(18) ? ['', '', '', '', '', read(18)] : []
  const head = ['MSH', read(2), read(5), read(6), read(3), read(4), time, '', type.join(component), id]
  // A text with a delimiter would be read as more than one field.
  const plain = [...text].map((char) => (read(2).includes(char) || char === field || char < ' ' ? ' ' : char)).join('')
  return [
    [...head, read(11) || 'P', read(12) || '2.3', ...characterSet].join(field),
    ['MSA', ackCode, read(10), plain].join(field),
  ]
}

/** MSH-9.3 exists since version 2.3.1. */
const hasStructure = (version: string) => /^2\.(3\.[1-9]|[4-9])/.test(version)

/**
 * Original mode: both conditions are empty. Enhanced mode: an accept acknowledgement when MSH-15 asks for it, else an
 * application acknowledgement when MSH-16 does.
 */
function selectCode(code: AckCode, accept: string, application: string): string | undefined {
  if (!accept && !application) return code
  if (isWanted(accept, code)) return `C${code[1]}`
  return isWanted(application, code) ? code : undefined
}

/** HL7 table 0155. */
function isWanted(condition: string, code: AckCode) {
  switch (condition.trim().toUpperCase()) {
    case 'AL':
      return true
    case 'ER':
      return code !== 'AA'
    case 'SU':
      return code === 'AA'
    default:
      return false
  }
}
