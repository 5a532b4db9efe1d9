import type { Gateway } from '../context.ts'
import { checkBodySize, maxStoredBytes } from '../listeners/request-body.ts'
import { BodyRecorder } from './body-recorder.ts'
import { handleUnrecordable, type Transaction } from './transaction.ts'

/** Streams a large request body. Each chunk is recorded before it is passed on. */
export async function* recordWhileStreaming(transaction: Transaction, gateway: Gateway) {
  const { body, arrival, channel, id, recorded, seal } = transaction
  const recording = new BodyRecorder('request', {
    transactionId: id,
    store: recorded && channel.channel.requestBody !== false,
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
  transaction.requestIsTruncated = recording.isTruncated()
}
