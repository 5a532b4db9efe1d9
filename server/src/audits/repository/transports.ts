// Hands messages to an audit repository. Syslog has no acknowledgement: what the other side has let in counts as sent.
import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { type ConnectionOptions, connect as connectTls } from 'node:tls'
import type { Settings } from '../../settings/settings.ts'

type Target = Pick<Settings['auditing']['auditEvents'], 'interface' | 'host' | 'port'>

const sendTimeout = 10_000
// Many collectors close when the sender has ended, and some never do.
const closeTimeout = 2_000

export type SendMessages = (messages: readonly Buffer[]) => Promise<void>

/** Returns what sends messages in their order, or throws. */
export function chooseTransport(target: Target, tls: () => Promise<ConnectionOptions>): SendMessages {
  const { interface: over, host, port } = target
  if (over === 'udp') return (messages) => sendDatagrams(messages, { host, port })
  if (over === 'tcp') return (messages) => sendFrames(messages, connect({ host, port }), 'connect')
  return async (messages) => {
    const options = await tls()
    await sendFrames(messages, connectTls({ ...options, host, port, servername: toServerName(host) }), 'secureConnect')
  }
}

/** RFC 6066 §3: addresses are no server names. */
const toServerName = (host: string) => (/^[\d.]+$|:/.test(host) ? '' : host)

async function sendDatagrams(messages: readonly Buffer[], { host, port }: { host: string; port: number }) {
  const socket = createSocket(host.includes(':') ? 'udp6' : 'udp4')
  try {
    for (const message of messages)
      await new Promise<void>((resolve, reject) =>
        socket.send(message, port, host, (error) => (error ? reject(error) : resolve())),
      )
  } finally {
    socket.close()
  }
}

/** Sends all messages over one connection, each with its length before it (RFC 5425, RFC 6587 §3.4.1). */
async function sendFrames(messages: readonly Buffer[], socket: Socket, opened: string) {
  const deadline = setTimeout(() => socket.destroy(new Error('The audit repository does not answer')), sendTimeout)
  const closed = once(socket, 'close')
  closed.catch(() => undefined)
  try {
    await once(socket, opened)
    socket.resume()
    for (const message of messages) socket.write(Buffer.concat([Buffer.from(`${message.length} `), message]))
    socket.end()
    await once(socket, 'finish')
    const late = AbortSignal.timeout(closeTimeout)
    await Promise.race([closed, once(late, 'abort')])
  } finally {
    clearTimeout(deadline)
    socket.destroy()
  }
}
