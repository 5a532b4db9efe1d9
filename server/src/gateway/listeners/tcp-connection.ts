import type { Socket } from 'node:net'
import type { CompiledChannel } from '../../channels/index.ts'
import type { ClientGateway } from '../context.ts'
import { Refusal } from '../refusal.ts'
import { recordRefusal } from '../refuse.ts'
import { type AnsweredMessage, recordUndelivered, serveMessage } from './message-source.ts'
import { FrameReader } from './mllp.ts'

/** Limits the bytes of messages that all connections of a worker hold at once. Messages are held whole. */
export type MessageBudget = { free: number }
export const createMessageBudget = (): MessageBudget => ({ free: 256 * 1024 * 1024 })
/** Limits a message, unless the channel has a lower limit. */
const maxMessageBytes = 16 * 1024 * 1024

type Deps = {
  gateway: ClientGateway
  /** Returns undefined when the listener's channel is no longer enabled. */
  channel: () => CompiledChannel | undefined
  budget: MessageBudget
}

/** Serves the messages of one connection one after the other: it reads the next when the one before is answered. */
export class TcpConnection {
  readonly closed: Promise<void>
  private readonly socket: Socket
  private readonly deps: Deps
  private readonly reader: FrameReader
  private busy = false
  private ending = false
  private ended = false
  private held = 0
  /** The last message that was answered on this connection. */
  private answered: AnsweredMessage | undefined

  constructor(socket: Socket, deps: Deps) {
    this.socket = socket
    this.deps = deps
    this.reader = new FrameReader(() => Math.min(this.getMaxBytes(), this.held + deps.budget.free))
    this.closed = new Promise<void>((resolve) => socket.once('close', () => resolve()))
    // A reset tells that the sender did not read the last acknowledgement.
    socket.on('error', () => void recordUndelivered(deps.gateway, this.answered))
    socket.on('end', () => {
      // The sender has sent its last message. It may still read acknowledgements.
      this.ending = true
      if (!this.busy) this.end()
    })
    socket.on('timeout', () => void this.refuseFrame('too-slow'))
    socket.on('close', () => this.hold(0))
    socket.on('data', (bytes: Buffer) => this.take(bytes))
  }

  endWhenIdle() {
    this.ending = true
    this.endIfIdle()
  }

  private getMaxBytes() {
    return Math.min(this.deps.channel()?.channel.maxBodyBytes ?? maxMessageBytes, maxMessageBytes)
  }

  private hold(bytes: number) {
    this.deps.budget.free += this.held - bytes
    this.held = bytes
  }

  private end() {
    this.ended = true
    this.socket.end()
  }

  private endIfIdle() {
    if (this.ending && !this.busy && !this.reader.isMidway) this.end()
  }

  private take(bytes: Buffer) {
    // A message after the end could not be acknowledged: its sender must be free to send it elsewhere.
    if (this.ended) return
    this.answered = undefined
    this.socket.pause()
    this.busy = true
    this.serve(bytes)
      .catch((error: unknown) => {
        this.deps.gateway.log.error({ err: error }, 'a message could not be served')
        this.socket.destroy()
      })
      .finally(() => {
        this.busy = false
        this.endIfIdle()
        this.socket.resume()
      })
  }

  private async serve(bytes: Buffer) {
    const { gateway } = this.deps
    for (let rest = bytes; rest.length; ) {
      const read = this.reader.read(rest)
      this.hold(this.reader.held)
      if (read === undefined) break
      if (typeof read === 'string') return this.refuseFrame(read)
      if (!this.deps.channel()) return this.end()
      this.hold(read.message.length)
      this.answered = await serveMessage(gateway, this.socket, this.deps.channel, read.message)
      this.hold(0)
      rest = read.rest
    }
    // Silence in the middle of a message is bounded, silence between messages is not.
    this.socket.setTimeout(this.reader.isMidway ? gateway.bodyLimits.idleTimeout : 0)
    this.endIfIdle()
  }

  /** Refuses the rest of the connection: where the next message would begin is not known any more. */
  private async refuseFrame(fault: keyof typeof frameRefusals) {
    const { gateway, channel } = this.deps
    const about = { clientIp: gateway.proxies.getPeer(this.socket).address, channel: channel()?.channel.name }
    await recordRefusal(gateway, about, frameRefusals[fault])
    this.socket.destroy()
  }
}

const frameRefusals = {
  'no-frame': new Refusal('receive', 400, 'malformed', 'The client did not send an MLLP frame'),
  'too-large': new Refusal('receive', 413, 'too-large', 'The message is larger than the channel takes'),
  'too-slow': new Refusal('receive', 408, 'too-slow', 'The client stopped sending in the middle of a message'),
}
