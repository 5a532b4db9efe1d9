import { connect, type Socket } from 'node:net'
import { connect as connectTls } from 'node:tls'
import { readAcknowledgementStatus } from '../listeners/acknowledgement.ts'
import { blockCharacterCheck, blockCharacters, frameReader } from '../listeners/mllp.ts'
import { maxFramedBytes } from '../proxy/mllp-sink.ts'
import type { Delivery } from '../proxy/response.ts'
import { UpstreamFailed } from './errors.ts'
import type { Outgoing } from './forward.ts'

type MllpAddress = {
  host: string
  port: number
  timeout: number
  tls: { ca?: string; cert?: string; key?: string; servername?: string } | undefined
}

export type MllpUpstream = ReturnType<typeof mllpUpstream>

const idleTimeout = 60_000

/** Sends messages over connections that are kept: one message at a time on each, and its answer is awaited. */
export function mllpUpstream({ host, port, timeout, tls }: MllpAddress) {
  const idle: Socket[] = []
  const open = new Set<Socket>()
  const state = { closing: false }

  const openConnection = () =>
    new Promise<Socket>((resolve, reject) => {
      const options = { host, port, noDelay: true, keepAlive: true }
      const socket = tls ? connectTls({ ...options, ...tls }) : connect(options)
      const late = setTimeout(
        () => socket.destroy(new UpstreamFailed(504, `Request took longer than ${timeout}ms`)),
        timeout,
      )
      socket.once('error', reject).once(tls ? 'secureConnect' : 'connect', () => {
        clearTimeout(late)
        socket.off('error', reject).on('error', () => undefined)
        open.add(socket)
        socket.once('close', () => open.delete(socket))
        resolve(socket)
      })
      socket.once('close', () => clearTimeout(late))
    })

  /** One that is kept and still lives, or a new one. */
  const takeConnection = async () => {
    for (let socket = idle.pop(); socket; socket = idle.pop()) {
      socket.setTimeout(0).removeAllListeners('timeout').removeAllListeners('data').removeAllListeners('end')
      if (!socket.destroyed && socket.readable) return socket
    }
    return openConnection()
  }

  /** Whatever comes while nothing was asked belongs to no answer: such a connection is not used again. */
  const keepConnection = (socket: Socket) => {
    if (state.closing || socket.destroyed) return void socket.destroy()
    const drop = () => socket.destroy()
    socket.setTimeout(idleTimeout, drop).once('data', drop).once('end', drop)
    idle.push(socket)
  }

  return {
    async ask({ body }: Outgoing, to: Delivery): Promise<void> {
      const socket = await takeConnection()
      try {
        const answering = readAnswer(socket, timeout)
        answering.catch(() => undefined)
        await writeFrame(socket, body)
        const answer = await answering
        keepConnection(socket)
        const head = ['Content-Type', 'application/hl7-v2', 'Content-Length', String(answer.length)]
        to.start(readAcknowledgementStatus(answer), undefined, head)
        await to.data(answer)
      } catch (error) {
        socket.destroy()
        throw error
      }
    },

    /** What is under way ends first. */
    close() {
      state.closing = true
      for (const socket of idle) socket.destroy()
    },
  }
}

async function writeFrame(socket: Socket, body: Outgoing['body']) {
  const pieces = body === null ? [] : body instanceof Uint8Array ? [body] : body
  const hasBlockCharacters = blockCharacterCheck()
  let begun = false
  for await (const piece of pieces) {
    // Half a message is none to the receiver: the connection is closed in the middle of it.
    if (hasBlockCharacters(piece)) throw new UpstreamFailed(502, 'The message has signs in it that end a frame')
    if (!begun) socket.write(blockCharacters.before)
    begun = true
    if (!socket.write(piece) && !socket.destroyed) await awaitDrain(socket)
  }
  if (!begun) throw new UpstreamFailed(502, 'There is no message to be framed')
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

/** The next frame. The time counts from the last byte that moved either way. */
const readAnswer = (socket: Socket, timeout: number) =>
  new Promise<Buffer>((resolve, reject) => {
    const reader = frameReader(() => maxFramedBytes)
    const settle = (then: () => void) => {
      socket.setTimeout(0).off('timeout', onLate).off('data', onData).off('close', onClose).off('end', onClose)
      then()
    }
    const fail = (status: 502 | 504, reason: string) => settle(() => reject(new UpstreamFailed(status, reason)))
    const onLate = () => fail(504, `Request took longer than ${timeout}ms`)
    const onClose = () => fail(502, 'The upstream closed the connection before it had answered')
    const onData = (bytes: Buffer) => {
      const read = reader.read(bytes)
      if (read === 'too-large') fail(502, `The answer is larger than ${maxFramedBytes} bytes`)
      else if (read === 'no-frame') fail(502, 'The upstream did not answer with a frame')
      else if (read) settle(() => resolve(read.message))
    }
    socket.setTimeout(timeout).on('timeout', onLate).on('data', onData).on('close', onClose).on('end', onClose)
  })
