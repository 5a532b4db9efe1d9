import type { Socket } from 'node:net'
import { TLSSocket } from 'node:tls'
import type { CompiledChannel } from '../../channels/index.ts'
import { describeFailure } from '../answers.ts'
import type { Identified } from '../authentication/credentials.ts'
import type { ClientGateway } from '../context.ts'
import { handle } from '../handle.ts'
import { admission } from '../limit.ts'
import { MllpSink } from '../proxy/mllp-sink.ts'
import { SourceBody } from '../proxy/source-body.ts'
import { Refusal } from '../refusal.ts'
import { discloseReason } from '../refusal-answer.ts'
import { recordRefusal } from '../refuse.ts'
import { labelRefusal, startSpan } from '../spans.ts'
import { isHl7, toAckCode } from './acknowledgement.ts'
import { identifyClient } from './identify-client.ts'
import { type Arrival, buildArrival } from './request.ts'

/** A message that was answered. */
export type AnsweredMessage = { id: string; routesEnded: Promise<void> | undefined }

/** Serves one message of a TCP channel. Returns undefined when it was refused. */
export async function serveMessage(
  gateway: ClientGateway,
  socket: Socket,
  findChannel: () => CompiledChannel | undefined,
  message: Buffer,
): Promise<AnsweredMessage | undefined> {
  let channel = findChannel()
  let id = gateway.newId()
  let isRecognised = false
  const sink = new MllpSink(socket, { message, id: () => id })
  const arrival = buildMessageArrival(gateway, socket, message)
  const span = startSpan(gateway, 'server', 'message', arrival)
  const body = new SourceBody(yieldMessage(message))
  const source = {
    arrival,
    body,
    span,
    identify: (renewed: boolean) => identifyClient(gateway, arrival, span, renewed),
    onIdentified: ({ client }: Identified) => {
      isRecognised = client !== undefined
    },
    findChannel: () => {
      channel = findChannel()
      if (channel) return channel
      throw new Refusal('match', 404, 'no-channel', 'The channel is no longer served')
    },
    admit: admission(gateway),
    onBegun: (begun: string) => {
      id = begun
    },
  }
  try {
    const { routesEnded } = await handle(gateway, source, sink)
    const answered = { id, routesEnded }
    if (sink.undelivered) void recordUndelivered(gateway, answered)
    span?.end(sink.status >= 500 ? String(sink.status) : undefined)
    return answered
  } catch (error) {
    labelRefusal(span, error)
    span?.end('refused')
    const about = { clientIp: arrival.address, channel: channel?.channel.name }
    const { refusal, id: refusalId } = await recordRefusal(gateway, about, error)
    const reason = isRecognised ? discloseReason(refusal) : undefined
    const text = reason ?? describeFailure(refusal.status, gateway.compat.openhim).trim()
    sink.acknowledge(toAckCode(refusal.status), `${text} (refusal ${refusalId})`)
    return undefined
  }
}

/** Records that the sender does not know how its message ended: it will probably send it again. */
export async function recordUndelivered({ recorder, log }: ClientGateway, answered: AnsweredMessage | undefined) {
  if (!answered) return
  const { id, routesEnded } = answered
  await routesEnded
  const error = { message: 'The acknowledgement could not be delivered: the sender had closed the connection' }
  await recorder
    .finishRoutes({ id, status: null, calls: [], properties: null, error, trailers: null, awaitsMediator: false })
    .catch((err: unknown) =>
      log.error({ err, transaction: id }, 'an undelivered acknowledgement could not be recorded'),
    )
}

async function* yieldMessage(message: Buffer) {
  yield message
}

function buildMessageArrival({ proxies }: ClientGateway, socket: Socket, message: Buffer): Arrival {
  const type = isHl7(message) ? 'application/hl7-v2' : 'application/octet-stream'
  const peer = proxies.getPeer(socket)
  const arrival = buildArrival({
    method: 'POST',
    path: '/',
    query: '',
    headers: ['Content-Type', type, ...(message.length ? ['Content-Length', String(message.length)] : [])],
    address: peer.address,
    hasBody: message.length > 0,
    secure: socket instanceof TLSSocket,
  })
  return { ...arrival, socket, peer }
}
