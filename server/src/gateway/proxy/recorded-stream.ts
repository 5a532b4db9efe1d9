import type { Gateway } from '../context.ts'
import { checkBodySize, maxStoredBytes } from '../listeners/request-body.ts'
import { BodyRecorder } from './body-recorder.ts'
import { handleUnrecordable, type Transaction } from './transaction.ts'

/** Streams a large request body. Each chunk is recorded before it is passed on. */
export async function* recordWhileStreaming(transaction: Transaction, gateway: Gateway) {
  const { body, arrival, channel, id, seal } = transaction
  const recording = new BodyRecorder('request', {
    transactionId: id,
    store: isStored(transaction),
    recorder: gateway.recorder,
    seal,
    onLost: (error: unknown) => handleUnrecordable(gateway, transaction, error),
    maxBytes: maxStoredBytes(channel),
  })
  for await (const chunk of body.stream(checkBodySize(arrival, channel, gateway.bodyLimits))) {
    const writing = recording.add(chunk)
    if (writing) await writing
    yield chunk
  }
  await recording.flush()
  transaction.requestIsTruncated = recording.isTruncated() || body.isStopped()
}

const isStored = ({ recorded, channel }: Transaction) => recorded && channel.channel.requestBody !== false

/** A large request body that is recorded while one call sends it. It outlives a call that gives it up. */
export class RecordedStream implements AsyncIterable<Uint8Array> {
  private readonly gateway: Gateway
  private readonly transaction: Transaction
  private readonly chunks: AsyncGenerator<Buffer>
  private ended = false

  constructor(gateway: Gateway, transaction: Transaction) {
    this.gateway = gateway
    this.transaction = transaction
    this.chunks = recordWhileStreaming(transaction, gateway)
  }

  [Symbol.asyncIterator]() {
    return { next: () => this.next() }
  }

  /** Reads the rest into the record, and returns the whole body from there. Undefined: the record does not have all of it. */
  async replay() {
    await this.readToEnd()
    const { id, requestIsTruncated } = this.transaction
    return isStored(this.transaction) && !requestIsTruncated ? this.gateway.recordedBody(id, 'request') : undefined
  }

  /** Ends a body of which nobody wants the rest. What has come of it is recorded. */
  async stop() {
    if (this.ended) return
    this.transaction.body.stop()
    await this.readToEnd()
  }

  private async readToEnd() {
    while (!(await this.next()).done);
  }

  private async next() {
    const result = await this.chunks.next()
    if (result.done) this.ended = true
    return result
  }
}
