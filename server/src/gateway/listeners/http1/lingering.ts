// Ends a connection whose client may still be sending (RFC 9112 §9.6). If it were closed at once, the bytes that nobody reads
// would make the system reset it, and the client might lose its answer.
import type { Socket } from 'node:net'

/** Limits what is read on after the answer. Times are milliseconds. */
export const lingeringLimits = { maxBytes: 32 * 1024 * 1024, maxTime: 10_000, idleTimeout: 2_000 }

export class Lingering {
  private readonly socket: Socket
  private readonly watch: (deadline: number) => void
  private closeBy = Number.POSITIVE_INFINITY
  private ignored = 0

  /** Ends our half of the connection. `watch` takes the time by which the connection must be closed. */
  constructor(socket: Socket, watch: (deadline: number) => void) {
    this.socket = socket
    this.watch = watch
    socket.end(() => {
      const now = performance.now()
      this.closeBy = now + lingeringLimits.maxTime
      watch(now + lingeringLimits.idleTimeout)
    })
  }

  /** Takes note of bytes that nobody reads. */
  ignore(bytes: number) {
    this.ignored += bytes
    if (this.ignored > lingeringLimits.maxBytes) this.socket.destroy()
    else if (this.closeBy < Number.POSITIVE_INFINITY)
      this.watch(Math.min(performance.now() + lingeringLimits.idleTimeout, this.closeBy))
  }
}
