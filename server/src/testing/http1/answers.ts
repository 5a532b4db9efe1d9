// What a reader of answers makes of some bytes, in a form that can be compared.
import type { AnswerReceiver } from '../../gateway/upstreams/answer-receiver.ts'
import { AnswerReader } from '../../gateway/upstreams/http1/answer-reader.ts'

export type Got = {
  informational: { status: number; headers: readonly string[] }[]
  status: number
  reason: string | undefined
  headers: readonly string[]
  body: string
  trailers: readonly string[]
}

/** A receiver that keeps all that it is given. */
export function collectAnswer() {
  const got: Got = { informational: [], status: 0, reason: undefined, headers: [], body: '', trailers: [] }
  const receiver: AnswerReceiver = {
    inform: (status, _reason, headers) => void got.informational.push({ status, headers }),
    start: (status, reason, headers) => void Object.assign(got, { status, reason, headers }),
    data: (chunk) => {
      got.body += chunk.toString('latin1')
      return undefined
    },
    trailers: (trailers) => void Object.assign(got, { trailers }),
  }
  return { got, receiver }
}

type Outcome = { got: Got; keepsConnection: boolean } | { refused: string }

/** Reads an answer whose bytes arrive cut at these places. The upstream then closes the connection. */
export function readAnswer(text: string, cuts: readonly number[] = [], method = 'GET'): Outcome {
  const { got, receiver } = collectAnswer()
  const reader = new AnswerReader(16 * 1024)
  reader.begin(method, receiver)
  const bytes = Buffer.from(text, 'latin1')
  // As a socket does, all reads fill the same buffer.
  const shared = Buffer.alloc(bytes.length, '\r\n\r\n')
  const places = [0, ...cuts, bytes.length]
  try {
    for (let i = 1; i < places.length && !reader.isComplete; i++) {
      const size = bytes.copy(shared, 0, places[i - 1], places[i])
      if (size) void reader.read(shared, size)
      // Where the answer was complete before, the reader saw no more of the bytes.
      if (reader.isComplete && (places[i] ?? 0) < bytes.length) reader.keepsConnection = false
    }
  } catch (error) {
    return { refused: error instanceof Error ? error.message : String(error) }
  }
  if (!reader.end()) return { refused: reader.hasBegun ? 'ended early' : 'nothing' }
  return { got, keepsConnection: reader.keepsConnection }
}
