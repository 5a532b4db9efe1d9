/** Work that is done again and again. */
export type Periodic = {
  /** Does the work now, or joins the round under way. Never rejects. */
  run: () => Promise<void>
  /** Starts no further round, and resolves when the round under way has ended. */
  stop: () => Promise<void>
}

/**
 * Does `work` every so many milliseconds. Rounds never overlap, and a failed round is logged and tried again. A long round
 * should end early once `stopping` is aborted. The timer alone keeps no process alive.
 */
export function every(
  milliseconds: number,
  name: string,
  work: (stopping: AbortSignal) => unknown,
  log: { error: (about: object, message: string) => void },
): Periodic {
  const stopping = new AbortController()
  let running: Promise<void> | undefined

  const round = async () => {
    try {
      await work(stopping.signal)
    } catch (error) {
      log.error({ err: error }, `${name} failed; it will be tried again`)
    }
    running = undefined
  }
  const run = () => {
    running ??= Promise.resolve().then(round)
    return running
  }
  const timer = setInterval(() => void run(), milliseconds)
  timer.unref()

  return {
    run,
    async stop() {
      clearInterval(timer)
      stopping.abort()
      await running
    },
  }
}
