import type { Log } from '../../platform/log.ts'
import { keepDelivering } from '../../platform/network/delivery.ts'
import type { AuditStore } from '../store.ts'
import type { SendMessages } from './transports.ts'
import { writeMessage } from './write-message.ts'

const perBatch = 100

type Options = {
  audits: Pick<AuditStore, 'listUnsent' | 'markSent'>
  send: SendMessages
  /** True if this node may send now: several nodes share a store. */
  mayStart: () => Promise<boolean>
  log: Log
  pauses?: { idle: number; max: number }
}

/**
 * Sends the entries of this installation to an audit repository, in their order. Those that are not sent yet stay in the
 * store, so that neither a repository that is down nor a restart loses one. After a crash some may be sent twice.
 */
export const auditSender = ({ audits, send, mayStart, log, pauses }: Options) =>
  keepDelivering({
    mayStart,
    log,
    pauses,
    texts: {
      failing: 'audits cannot be sent to the repository; they wait in the store',
      working: 'audits reach the repository again',
    },
    deliver: async () => {
      const entries = await audits.listUnsent(perBatch)
      if (entries.length === 0) return false
      await send(entries.map(({ audit }) => writeMessage(audit)))
      await audits.markSent(entries.map(({ id }) => id))
      return true
    },
  })
