import { useCallback } from 'react'
import { useUser } from '../../../lib/api/me.ts'

/** Returns whether the user may rerun the transactions of a channel. */
export function useMayRerun() {
  const permissions = useUser()?.permissions
  return useCallback(
    (channel: string) =>
      permissions?.['transaction-rerun-all'] === true ||
      (permissions?.['transaction-rerun-specified'].includes(channel) ?? false),
    [permissions],
  )
}

/** Returns whether the user may rerun the transactions of at least one channel. */
export function useMayRerunAny() {
  const permissions = useUser()?.permissions
  return (
    permissions?.['transaction-rerun-all'] === true || (permissions?.['transaction-rerun-specified'].length ?? 0) > 0
  )
}
