// Ends a connection whose client still sends a request that is answered already (RFC 9112 §9.6). If it were closed at
// once, the bytes that nobody reads would make the system reset it, and the client might lose its answer.
import type { IncomingMessage, ServerResponse } from 'node:http'
import { lingeringLimits } from '../http1/lingering.ts'

/** Ends the connection once the answer is written, if the request has not been read to its end. */
export function closeAfterEarlyAnswer(response: ServerResponse) {
  const { req: request, socket } = response
  if (request.complete || !socket || request.destroyed) return
  // Node would close it with the last byte.
  socket.destroySoon = () => undefined
  response.once('finish', () => readOn(request))
}

function readOn(request: IncomingMessage) {
  const { socket } = request
  let bytes = 0
  const close = () => socket.destroy()
  const deadline = setTimeout(close, lingeringLimits.maxTime)
  const idle = setTimeout(close, lingeringLimits.idleTimeout)
  socket.once('close', () => {
    clearTimeout(deadline)
    clearTimeout(idle)
  })
  socket.end()
  request.removeAllListeners('readable')
  request.on('data', (chunk: Buffer) => {
    idle.refresh()
    bytes += chunk.length
    if (bytes > lingeringLimits.maxBytes) close()
  })
  request.once('end', close)
  request.resume()
}
