import type { Audit, AuditCode } from '@mediary/contract/operations/audits'
import { useMessages } from '../../messages/use-messages.ts'
import { findEventCode, findKnownEvent } from './rules.ts'

/** Returns the function that names the code of an event. An unknown one keeps the name that came with it. */
export function useEventName() {
  const t = useMessages('audits')
  const eventText = useMessages('auditEvents')
  return (code: AuditCode | undefined) => {
    if (!code) return t('unknown-event')
    const known = findKnownEvent(code)
    return known ? eventText(`event.${known}`) : (code.displayName ?? code.code ?? t('unknown-event'))
  }
}

/** Returns the function that tells what happened in short. */
export function useAuditTitle() {
  const name = useEventName()
  return (audit: Audit) => name(findEventCode(audit))
}
