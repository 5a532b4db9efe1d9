import type { ServerResponse } from 'node:http'
import type { Recorder } from '../transactions/index.ts'
import { type ResponseHead, readResponseHead } from './headers.ts'
import { bodySizes, joined, pieces } from './pieces.ts'

const oneWrite = 16 * 1024

/** What was delivered, as it is recorded. */
export type Delivered = { status: number; headers: string; body: Uint8Array | null; size: number }

export type Delivery = ReturnType<typeof delivery>

/** Passes an upstream's answer to the client and to the record. The last byte is held back until `end` is called. */
export function delivery(options: {
  response: ServerResponse
  transactionId: string
  store: boolean
  recorder: Recorder
}) {
  const { response, transactionId } = options
  const record = pieces('response', options)
  const state = {
    status: 0,
    reason: undefined as string | undefined,
    head: undefined as ResponseHead | undefined,
    held: [] as Buffer[],
  }

  const sendHead = () => {
    if (response.headersSent || !state.head) return
    const headers = [...state.head.sent, 'X-OpenHIM-TransactionID', transactionId]
    if (state.reason === undefined) response.writeHead(state.status, headers)
    else response.writeHead(state.status, state.reason, headers)
  }

  const send = (chunk: Buffer) => {
    sendHead()
    return response.write(chunk)
  }

  /** With a known length the tail is held; without one, the end of the message itself is the last byte. */
  const pass = (chunk: Buffer): boolean => {
    if (state.head?.contentLength === undefined) return send(chunk)
    state.held.push(chunk)
    if (record.size() <= bodySizes.inline) return true
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
      const flowing = pass(chunk) || response.destroyed
      if (flowing) return recording
      return Promise.all([recording, drained(response)])
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
      const last = joined(state.held)
      // As a string it travels with the head in one write; latin1 keeps each byte.
      if (last.length > 0 && last.length <= oneWrite) response.end(last.toString('latin1'), 'latin1')
      else response.end(last)
    },
  }
}

const drained = (response: ServerResponse) =>
  new Promise<void>((resolve) => {
    const done = () => {
      response.off('drain', done).off('close', done)
      resolve()
    }
    response.on('drain', done).on('close', done)
  })
