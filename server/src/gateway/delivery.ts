import type { Seal } from '../bodies/index.ts'
import type { Recorder } from '../transactions/index.ts'
import { type ResponseHead, readResponseHead } from './headers.ts'
import { bodySizes, joined, type Kept, pieces } from './pieces.ts'
import type { Sink } from './sink.ts'

/** What was delivered, as it is recorded. */
export type Delivered = { status: number; headers: string; body: Kept | null; size: number }

export type Delivery = ReturnType<typeof delivery>

/** Passes an upstream's answer to the client and to the record. The last byte is held back until `end` is called. */
export function delivery(options: {
  sink: Sink
  transactionId: string
  store: boolean
  recorder: Recorder
  seal: Seal | undefined
}) {
  const { sink, transactionId } = options
  const record = pieces('response', options)
  const state = {
    status: 0,
    reason: undefined as string | undefined,
    head: undefined as ResponseHead | undefined,
    headLeft: false,
    held: [] as Buffer[],
  }

  const sendHead = () => {
    if (state.headLeft || !state.head) return
    state.headLeft = true
    sink.head(state.status, state.reason, [...state.head.sent, 'X-OpenHIM-TransactionID', transactionId])
  }

  const send = (chunk: Buffer) => {
    sendHead()
    return sink.write(chunk)
  }

  /** With a known length the tail is held; without one, the end of the message itself is the last byte. */
  const pass = (chunk: Buffer): boolean => {
    if (state.head?.contentLength === undefined) return send(chunk)
    state.held.push(chunk)
    if (record.size() <= bodySizes.whole) return true
    const tail = state.held.pop()
    const flowing = state.held.map(send).every(Boolean)
    state.held = tail ? [tail] : []
    return flowing
  }

  return {
    start(status: number, reason: string | undefined, raw: readonly (Buffer | string)[]) {
      state.status = status
      state.reason = reason || undefined
      state.head = readResponseHead(raw)
    },

    started: () => state.head !== undefined,

    /** Resolves when the next chunk may come; undefined when it may come at once. */
    data(chunk: Buffer): Promise<unknown> | undefined {
      const recording = record.add(chunk)
      const flowing = pass(chunk) || sink.gone
      if (flowing) return recording
      return Promise.all([recording, sink.drained()])
    },

    /** What the record says of the answer, once `flush` has resolved. */
    flush: record.flush,
    outcome: (): Delivered => ({
      status: state.status,
      headers: state.head?.recorded ?? '[]',
      body: record.small(),
      size: record.size(),
    }),

    end() {
      sendHead()
      sink.end(joined(state.held))
    },
  }
}
