import type { Log } from '../log.ts'

const defaultPauses = { idle: 2_000, max: 60_000 }

type Options = {
  /** Delivers what comes next, in its order. Returns whether there was something. Rejects when the other side did not take it. */
  deliver: () => Promise<boolean>
  /** True if this node may deliver now: several nodes share a store. */
  mayStart: () => Promise<boolean>
  log: Log
  /** What the log says when the other side stops and when it begins to take something. */
  texts: { failing: string; working: string }
  pauses?: typeof defaultPauses | undefined
}

/** Delivers what waits in the store, again and again; after a failure with longer and longer pauses. */
export function keepDelivering({ deliver, mayStart, log, texts, pauses = defaultPauses }: Options) {
  const state = { pause: pauses.idle, isFailing: false, isClosed: false }
  let timer: NodeJS.Timeout | undefined
  let running: Promise<void> = Promise.resolve()

  const deliverAll = async () => {
    try {
      if (await mayStart()) while (await deliver());
      if (state.isFailing) log.info(texts.working)
      Object.assign(state, { pause: pauses.idle, isFailing: false })
    } catch (error) {
      if (!state.isFailing) log.error({ err: error }, texts.failing)
      Object.assign(state, { pause: Math.min(state.pause * 2, pauses.max), isFailing: true })
    }
  }
  const schedule = () => {
    if (state.isClosed) return
    timer = setTimeout(() => {
      running = deliverAll().then(schedule)
    }, state.pause).unref()
  }
  schedule()

  return {
    isFailing: () => state.isFailing,

    /** Tries once more to deliver what is left. */
    async close() {
      state.isClosed = true
      clearTimeout(timer)
      await running
      await deliverAll()
    },
  }
}
