import type { Log } from '../platform/log.ts'
import { type AuditEvent, buildAudit } from './events.ts'
import type { AuditStore, Entry } from './store.ts'

// An entry is about 2 KiB.
const maxPending = 10_000
const retryDelay = 1_000

type Options = {
  /** The name of this installation in audits. */
  source: string
  /** True: an audit repository gets the entries, too. */
  sends: boolean
  log: Log
}

export type AuditJournal = ReturnType<typeof auditJournal>

/**
 * Writes the entries of this program. Entries of the same turn of the event loop share one commit. Entries that cannot be
 * written stand in the log of the server, and are tried again until they are written or too many.
 */
export function auditJournal(audits: Pick<AuditStore, 'add'>, { source, sends, log }: Options) {
  let pending: Entry[] = []
  let scheduled: Promise<void> | undefined
  let writing: Promise<void> = Promise.resolve()
  let retry: NodeJS.Timeout | undefined

  const schedule = () => {
    scheduled ??= writing = writing.then(write)
    return scheduled
  }
  const write = async () => {
    await new Promise<void>((resolve) => setImmediate(resolve))
    const entries = pending
    pending = []
    scheduled = undefined
    if (entries.length === 0) return
    try {
      await audits.add(entries)
    } catch (error) {
      log.error({ err: error, audits: entries.slice(0, maxLogged).map(summarise) }, 'audits could not be written yet')
      keep(entries)
    }
  }
  const keep = (entries: Entry[]) => {
    pending = [...entries, ...pending]
    const dropped = pending.splice(maxPending)
    if (dropped.length > 0)
      log.error({ dropped: dropped.length }, 'audits were dropped: the store was away for too long')
    retry ??= setTimeout(() => {
      retry = undefined
      void schedule()
    }, retryDelay)
  }

  return {
    /** Resolves when the entry is written, or stands in the log because it cannot be written yet. */
    record(event: AuditEvent): Promise<void> {
      const entry = { audit: buildAudit(source, event), unsent: sends }
      if (pending.length >= maxPending) {
        log.error({ audits: [summarise(entry)] }, 'an audit was dropped: the store was away for too long')
        return Promise.resolve()
      }
      pending.push(entry)
      return schedule()
    },

    /** Tries once more to write what is left. */
    async close() {
      await schedule()
      clearTimeout(retry)
    },
  }
}

const maxLogged = 20

/** Names who did what, for the log. Entries of this program hold no credentials. */
const summarise = ({ audit: { eventIdentification, activeParticipant, participantObjectIdentification } }: Entry) => ({
  at: eventIdentification.eventDateTime,
  event: eventIdentification.eventTypeCode?.displayName ?? eventIdentification.eventID?.displayName,
  action: eventIdentification.eventActionCode,
  outcome: eventIdentification.eventOutcomeIndicator,
  user: activeParticipant[1]?.userID,
  object: participantObjectIdentification[0]?.participantObjectID,
})
