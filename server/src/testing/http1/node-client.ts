// What Node's own client makes of the bytes of an answer.
import { once } from 'node:events'
import { request as ask, type IncomingMessage } from 'node:http'
import { type AddressInfo, createServer } from 'node:net'
import { buffer } from 'node:stream/consumers'
import type { Got } from './answers.ts'

/** Starts an upstream that answers with given bytes and then ends the connection, and reads its answers with `node:http`. */
export async function startNodeClient() {
  const answer = { bytes: '' }
  const server = createServer((socket) => {
    socket.on('error', () => undefined)
    socket.once('data', () => socket.end(answer.bytes, 'latin1'))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo

  /** Returns undefined when Node refuses the answer. */
  async function read(bytes: string, method: string): Promise<Got | undefined> {
    answer.bytes = bytes
    const informational: Got['informational'] = []
    const asked = ask({ port, host: '127.0.0.1', method, agent: false })
    asked.on('information', ({ statusCode, rawHeaders }) => {
      // A 100 answers `Expect`, and is not passed on.
      if (statusCode !== 100) informational.push({ status: statusCode, headers: rawHeaders })
    })
    asked.on('error', () => undefined).end()
    try {
      // Node closes a connection that switches to another protocol without a word.
      const ended = once(asked, 'close').then(() => undefined)
      const answered = (await Promise.race([once(asked, 'response'), ended])) as [IncomingMessage] | undefined
      if (!answered) return undefined
      const [message] = answered
      const body = (await buffer(message)).toString('latin1')
      if (!message.complete) return undefined
      const { statusCode: status = 0, statusMessage: reason, rawHeaders: headers, rawTrailers: trailers } = message
      return { informational, status, reason, headers, body, trailers }
    } catch {
      return undefined
    } finally {
      asked.destroy()
    }
  }

  return { read, close: () => server.close() }
}
