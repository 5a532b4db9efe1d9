import type { Log } from '../../platform/log.ts'
import type { AuditStore } from '../store.ts'
import type { SendMessages } from './transports.ts'
import { writeMessage } from './write-message.ts'

const perBatch = 100
const defaultPauses = { idle: 2_000, max: 60_000 }

type Options = {
  audits: Pick<AuditStore, 'listUnsent' | 'markSent'>
  send: SendMessages
  /** True if this node may send now: several nodes share a store. */
  mayStart: () => Promise<boolean>
  log: Log
  pauses?: typeof defaultPauses
}

/**
 * Sends the entries of this installation to an audit repository, in their order. Those that are not sent yet stay in the
 * store, so that neither a repository that is down nor a restart loses one. After a crash some may be sent twice.
 */
export function auditSender({ audits, send, mayStart, log, pauses = defaultPauses }: Options) {
  const state = { pause: pauses.idle, isFailing: false, isClosed: false }
  let timer: NodeJS.Timeout | undefined
  let running: Promise<void> = Promise.resolve()

  const sendBatch = async () => {
    const entries = await audits.listUnsent(perBatch)
    if (entries.length === 0) return false
    await send(entries.map(({ audit }) => writeMessage(audit)))
    await audits.markSent(entries.map(({ id }) => id))
    return true
  }
  const sendAll = async () => {
    try {
      if (await mayStart()) while (await sendBatch());
      if (state.isFailing) log.info('audits reach the repository again')
      Object.assign(state, { pause: pauses.idle, isFailing: false })
    } catch (error) {
      if (!state.isFailing) log.error({ err: error }, 'audits cannot be sent to the repository; they wait in the store')
      Object.assign(state, { pause: Math.min(state.pause * 2, pauses.max), isFailing: true })
    }
  }
  const schedule = () => {
    if (state.isClosed) return
    timer = setTimeout(() => {
      running = sendAll().then(schedule)
    }, state.pause).unref()
  }
  schedule()

  return {
    /** Tries once more to send what is left. */
    async close() {
      state.isClosed = true
      clearTimeout(timer)
      await running
      await sendAll()
    },
  }
}
