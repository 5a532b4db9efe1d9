import type { Gateway } from '../context.ts'
import { largestBody, mostKept } from '../listeners/request-body.ts'
import { pieces } from './chunks.ts'
import { cannotRecord, type Transaction } from './transaction.ts'

/** A large body is recorded piece by piece, each before it is passed on. */
export async function* recordedStream(transaction: Transaction, gateway: Gateway) {
  const { body, arrival, channel, id, recorded, seal } = transaction
  const store = recorded && channel.channel.requestBody !== false
  const lost = (error: unknown) => cannotRecord(gateway, transaction, error)
  const most = mostKept(channel)
  const keep = pieces('request', { transactionId: id, store, recorder: gateway.recorder, seal, lost, most })
  for await (const chunk of body.stream(largestBody(arrival, channel, gateway.bodyLimits))) {
    const recording = keep.add(chunk)
    if (recording) await recording
    yield chunk
  }
  await keep.flush()
  transaction.requestIsCut = keep.isCut()
}
