import { once } from 'node:events'
import { connect } from 'node:net'

/** Sends bytes as they are; resolves with all that came back until the gateway closed the connection. */
export async function sendRaw(port: number, bytes: string): Promise<string> {
  const socket = connect(port, '127.0.0.1')
  socket.write(bytes)
  let answer = ''
  socket.on('data', (data) => {
    answer += data
  })
  socket.on('error', () => undefined)
  await once(socket, 'close')
  return answer
}
