import type { NewAudit } from '@mediary/contract/operations/audits'
import type { Entry } from '../store.ts'
import { readAuditMessage } from './audit-message.ts'
import { readSyslog } from './syslog.ts'

/** A received message; `fault` is what is wrong with it as a whole. */
export type Received = { bytes: Uint8Array; fault?: 'no-syslog' | 'too-long' }

/** What is kept of a message that could not be read, in characters. */
const maxUnreadable = 16_384

const explanations = {
  'no-syslog': 'The bytes are no syslog message',
  'too-long': 'The message is longer than the maximum and was cut',
}

const empty: Omit<NewAudit, 'rawMessage' | 'syslog'> = {
  eventIdentification: {
    eventDateTime: undefined,
    eventOutcomeIndicator: undefined,
    eventActionCode: undefined,
    eventID: undefined,
    eventTypeCode: undefined,
  },
  activeParticipant: [],
  auditSourceIdentification: undefined,
  participantObjectIdentification: [],
}

/** Returns the entry of a received message. One that cannot be read keeps its text and the reason. */
export function readMessage({ bytes, fault }: Received): Entry {
  const message = new TextDecoder().decode(bytes).replaceAll('\0', '')
  const keep = (unreadable: string, syslog?: NewAudit['syslog']): Entry => ({
    audit: { ...empty, rawMessage: message.slice(0, maxUnreadable), syslog },
    unreadable,
  })
  if (fault) return keep(explanations[fault])
  const read = readSyslog(message)
  if (!read) return keep(explanations['no-syslog'])
  const { audit, unreadable } = { audit: undefined, ...readAuditMessage(read.text) }
  if (!audit) return keep(unreadable ?? '', read.syslog)
  return { audit: { ...audit, rawMessage: read.text, syslog: read.syslog } }
}
