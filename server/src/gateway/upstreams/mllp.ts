import { connect, type Socket } from 'node:net'
import { connect as connectTls } from 'node:tls'
import { readAcknowledgementStatus } from '../listeners/acknowledgement.ts'
import { blockCharacterCheck, blockCharacters, FrameReader, maxFramedBytes } from '../listeners/mllp.ts'
import type { AnswerReceiver } from './answer-receiver.ts'
import { UpstreamError } from './errors.ts'
import type { MllpConnection, UpstreamRequest } from './upstream.ts'

type MllpAddress = {
  host: string
  port: number
  timeout: number
  tls: { ca?: string; cert?: string; key?: string; servername?: string } | undefined
}

const idleTimeout = 60_000

/** Sends messages over connections that are kept open. A connection carries one message at a time, and waits for its answer. */
export class MllpUpstream implements MllpConnection {
  private readonly address: MllpAddress
  private readonly idle: Socket[] = []
  private closing = false

  constructor(address: MllpAddress) {
    this.address = address
  }

  async send({ body, refuseOwn }: UpstreamRequest, to: AnswerReceiver): Promise<void> {
    const socket = await this.takeConnection()
    try {
      if (refuseOwn && leadsToThisMachine(socket)) throw refuseOwn
      const answering = readAnswer(socket, this.address.timeout)
      answering.catch(() => undefined)
      await writeFrame(socket, body)
      const answer = await answering
      this.keep(socket)
      const head = ['Content-Type', 'application/hl7-v2', 'Content-Length', String(answer.length)]
      to.start(readAcknowledgementStatus(answer), undefined, head)
      await to.data(answer)
    } catch (error) {
      socket.destroy()
      throw error
    }
  }

  close() {
    this.closing = true
    for (const socket of this.idle) socket.destroy()
  }

  /** Returns an idle connection that is still open, or a new one. */
  private async takeConnection() {
    for (let socket = this.idle.pop(); socket; socket = this.idle.pop()) {
      socket.setTimeout(0).removeAllListeners('timeout').removeAllListeners('data').removeAllListeners('end')
      if (!socket.destroyed && socket.readable) return socket
    }
    return openConnection(this.address)
  }

  /** Bytes that come while nothing was asked belong to no answer: such a connection is not used again. */
  private keep(socket: Socket) {
    if (this.closing || socket.destroyed) return void socket.destroy()
    const drop = () => socket.destroy()
    socket.setTimeout(idleTimeout, drop).once('data', drop).once('end', drop)
    this.idle.push(socket)
  }
}

const openConnection = ({ host, port, timeout, tls }: MllpAddress) =>
  new Promise<Socket>((resolve, reject) => {
    const options = { host, port, noDelay: true, keepAlive: true }
    const socket = tls ? connectTls({ ...options, ...tls }) : connect(options)
    const timer = setTimeout(
      () => socket.destroy(new UpstreamError(504, `Request took longer than ${timeout}ms`)),
      timeout,
    )
    socket.once('error', reject).once(tls ? 'secureConnect' : 'connect', () => {
      clearTimeout(timer)
      socket.off('error', reject).on('error', () => undefined)
      resolve(socket)
    })
    socket.once('close', () => clearTimeout(timer))
  })

/** A connection to an address of this machine has the same address at both ends, or is on the loopback network. */
const leadsToThisMachine = ({ remoteAddress = '', localAddress }: Socket) =>
  remoteAddress === localAddress || /^(::ffff:)?127\./.test(remoteAddress)

async function writeFrame(socket: Socket, body: UpstreamRequest['body']) {
  const chunks = body === null ? [] : body instanceof Uint8Array ? [body] : body
  const hasBlockCharacters = blockCharacterCheck()
  let begun = false
  for await (const chunk of chunks) {
    // The receiver drops half a message: the connection is closed in the middle of it.
    if (hasBlockCharacters(chunk))
      throw new UpstreamError(502, 'The message contains a byte that ends a frame', 'bad-request')
    if (!begun) socket.write(blockCharacters.before)
    begun = true
    if (!socket.write(chunk) && !socket.destroyed) await awaitDrain(socket)
  }
  if (!begun) throw new UpstreamError(502, 'There is no message to send', 'bad-request')
  socket.write(blockCharacters.after)
}

const awaitDrain = (socket: Socket) =>
  new Promise<void>((resolve) => {
    const done = () => {
      socket.off('drain', done).off('close', done)
      resolve()
    }
    socket.on('drain', done).on('close', done)
  })

/** Reads the next frame. The timeout counts from the last byte that moved either way. */
const readAnswer = (socket: Socket, timeout: number) =>
  new Promise<Buffer>((resolve, reject) => {
    const reader = new FrameReader(() => maxFramedBytes)
    const finish = (then: () => void) => {
      socket.setTimeout(0).off('timeout', onTimeout).off('data', onData).off('close', onClose).off('end', onClose)
      then()
    }
    const fail = (status: 502 | 504, reason: string) => finish(() => reject(new UpstreamError(status, reason)))
    const onTimeout = () => fail(504, `Request took longer than ${timeout}ms`)
    const onClose = () => fail(502, 'The upstream closed the connection before it answered')
    const onData = (bytes: Buffer) => {
      const read = reader.read(bytes)
      if (read === 'too-large') fail(502, `The answer is larger than ${maxFramedBytes} bytes`)
      else if (read === 'no-frame') fail(502, 'The upstream did not answer with a frame')
      else if (read) finish(() => resolve(read.message))
    }
    socket.setTimeout(timeout).on('timeout', onTimeout).on('data', onData).on('close', onClose).on('end', onClose)
  })
