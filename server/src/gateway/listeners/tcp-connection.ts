import type { Socket } from 'node:net'
import { TLSSocket } from 'node:tls'
import type { RefusalCode } from '@mediary/contract/refusals'
import type { CompiledChannel } from '../../channels/index.ts'
import { failureText } from '../answers.ts'
import { authorise } from '../authorise.ts'
import type { Gateway } from '../context.ts'
import { MllpSink } from '../proxy/mllp-sink.ts'
import { exchange } from '../proxy/proxy.ts'
import { recordedBody } from '../proxy/recorded-body.ts'
import { begin } from '../proxy/transaction.ts'
import { Refused } from '../refusal.ts'
import { nameRefusal, spanOf } from '../spans.ts'
import { type AckCode, isHl7, toAckCode } from './acknowledgement.ts'
import { frameReader } from './mllp.ts'
import { type Arrival, arrivalOf } from './request.ts'

/** Messages are held whole: so much is held for all connections of a worker at once. */
export type Budget = { free: number }
export const budgetOfMessages = (): Budget => ({ free: 256 * 1024 * 1024 })
/** Unless the channel says otherwise. */
const largestMessage = 16 * 1024 * 1024

/** A message that was acknowledged. `finished` resolves when its secondary routes have ended. */
type Acknowledged = { id: string; finished: Promise<void> | undefined }

type Deps = {
  gateway: Gateway
  /** Undefined when the listener's channel is no longer enabled. */
  channel: () => CompiledChannel | undefined
  budget: Budget
}

export type TcpConnection = { endWhenIdle: () => void; closed: Promise<void> }

/** Serves the messages of one connection, each after the other: the next is read when the one before is answered. */
export function serveMessages(socket: Socket, deps: Deps): TcpConnection {
  const { gateway } = deps
  const state = {
    busy: false,
    ending: false,
    ended: false,
    held: 0,
    unconfirmed: undefined as Acknowledged | undefined,
  }
  const largest = () => Math.min(deps.channel()?.channel.maxBodyBytes ?? largestMessage, largestMessage)
  const reader = frameReader(() => Math.min(largest(), state.held + deps.budget.free))
  const closed = new Promise<void>((resolve) => socket.once('close', () => resolve()))

  const hold = (bytes: number) => {
    deps.budget.free += state.held - bytes
    state.held = bytes
  }
  const end = () => {
    state.ended = true
    socket.end()
  }
  const endIfIdle = () => {
    if (state.ending && !state.busy && !reader.isMidway()) end()
  }

  const work = async (bytes: Buffer) => {
    for (let rest = bytes; rest.length; ) {
      const read = reader.read(rest)
      hold(reader.held())
      if (read === undefined) break
      if (typeof read === 'string') return void (await refuseFrame(gateway, socket, read, deps.channel()))
      const channel = deps.channel()
      if (!channel) return end()
      hold(read.message.length)
      state.unconfirmed = await takeMessage(gateway, socket, channel, read.message)
      hold(0)
      rest = read.rest
    }
    // Silence in the middle of a message is bounded, silence between messages is not.
    socket.setTimeout(reader.isMidway() ? gateway.bodyLimits.idle : 0)
    endIfIdle()
  }

  // A reset tells that the sender did not read the last acknowledgement.
  socket.on('error', () => void noteUndelivered(gateway, state.unconfirmed))
  socket.on('end', () => {
    // The sender has sent its last message. It may still read acknowledgements.
    state.ending = true
    if (!state.busy) end()
  })
  socket.on('timeout', () => void refuseFrame(gateway, socket, 'too-slow', deps.channel()))
  socket.on('close', () => hold(0))
  socket.on('data', (bytes: Buffer) => {
    // It could not be acknowledged any more: whoever sent it must be free to send it elsewhere.
    if (state.ended) return
    state.unconfirmed = undefined
    socket.pause()
    state.busy = true
    work(bytes)
      .catch((error: unknown) => {
        gateway.log.error({ err: error }, 'a message could not be taken')
        socket.destroy()
      })
      .finally(() => {
        state.busy = false
        endIfIdle()
        socket.resume()
      })
  })
  return {
    closed,
    endWhenIdle() {
      state.ending = true
      endIfIdle()
    },
  }
}

/**
 * The life of one message: identify, authorise, record, forward, record, as that of a request. Undefined when it was
 * refused.
 */
async function takeMessage(
  gateway: Gateway,
  socket: Socket,
  channel: CompiledChannel,
  message: Buffer,
): Promise<Acknowledged | undefined> {
  const state = { id: gateway.newId() }
  const sink = new MllpSink(socket, { message, id: () => state.id })
  const arrival = arrivalFrom(socket, message)
  const span = spanOf(gateway, 'server', 'message', arrival)
  try {
    const caller = await gateway.identify(arrival)
    gateway.metrics.arrived(caller.client?.id, caller.mechanism, arrival.at)
    span?.set({ 'mediary.client': caller.client?.clientID })
    authorise(gateway, caller, channel, arrival)
    const transaction = await begin(gateway, { arrival, body: recordedBody(whole(message)), caller, channel, span })
    state.id = transaction.id
    const settling = await exchange(gateway, transaction, sink)
    const acknowledged = { id: transaction.id, finished: settling?.settled }
    if (sink.undelivered) void noteUndelivered(gateway, acknowledged)
    span?.end(sink.status >= 500 ? String(sink.status) : undefined)
    return acknowledged
  } catch (error) {
    nameRefusal(span, error)
    span?.end('refused')
    const refused = await note(gateway, arrival.address, error, channel)
    sink.acknowledge(toAckCode(refused.status), failureText(refused.status, gateway.compat.openhim).trim())
    return undefined
  }
}

/** The record says that the sender does not know how its message ended: it will probably send it again. */
async function noteUndelivered({ recorder, log }: Gateway, acknowledged: Acknowledged | undefined) {
  if (!acknowledged) return
  const { id, finished } = acknowledged
  await finished
  const error = { message: 'The acknowledgement could not be delivered: the sender had closed the connection' }
  await recorder
    .finishRoutes({ id, status: null, calls: [], properties: null, error, trailers: null, awaitsMediator: false })
    .catch((err: unknown) =>
      log.error({ err, transaction: id }, 'an undelivered acknowledgement could not be recorded'),
    )
}

async function* whole(message: Buffer) {
  yield message
}

function arrivalFrom(socket: Socket, message: Buffer): Arrival {
  const type = isHl7(message) ? 'application/hl7-v2' : 'application/octet-stream'
  const secure = socket instanceof TLSSocket
  const request = {
    method: 'POST',
    path: '/',
    query: '',
    address: addressOf(socket),
    hasBody: message.length > 0,
    secure,
  }
  const headers = ['Content-Type', type, ...(message.length ? ['Content-Length', String(message.length)] : [])]
  return { ...arrivalOf({ ...request, headers }), socket }
}

const addressOf = ({ remoteAddress = '' }: Socket) => remoteAddress.replace(/^::ffff:/, '')

async function note(gateway: Gateway, clientIp: string, error: unknown, channel: CompiledChannel | undefined) {
  if (!(error instanceof Refused)) gateway.log.error({ err: error }, 'a message failed in the gateway')
  const refused =
    error instanceof Refused
      ? error
      : new Refused('receive', 500, 'gateway-failed', 'The gateway failed; its log says why')
  const { stage, status, code, client, message: reason } = refused
  gateway.metrics.refused(stage)
  await gateway.refusals.refuse({ clientIp, client, channel: channel?.channel.name, stage, status, code, reason })
  return refused
}

const faults: Record<string, { status: number; code: RefusalCode; reason: string; ack: AckCode }> = {
  'no-frame': { status: 400, code: 'malformed', reason: 'What was sent is not framed as MLLP says', ack: 'AR' },
  'too-large': { status: 413, code: 'too-large', reason: 'The message is larger than the channel takes', ack: 'AR' },
  'too-slow': {
    status: 408,
    code: 'too-slow',
    reason: 'The client stopped sending in the middle of a message',
    ack: 'AR',
  },
}

/** Where the next message would begin is not known any more. */
async function refuseFrame(gateway: Gateway, socket: Socket, fault: string, channel: CompiledChannel | undefined) {
  const { status, code, reason } = faults[fault] ?? { status: 400, code: 'malformed', reason: fault }
  await note(gateway, addressOf(socket), new Refused('receive', status, code, reason), channel)
  socket.destroy()
}
