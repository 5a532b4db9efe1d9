import type { Notice } from '@mediary/contract/operations/notices'
import type { useMessages } from '../../messages/use-messages.ts'

/** Returns why an attempt failed, with what the server of the receiver answered. */
export function describeError(
  t: ReturnType<typeof useMessages<'notices'>>,
  { code, detail }: NonNullable<Notice['error']>,
) {
  return detail ? `${t(`error.${code}`)} (${detail})` : t(`error.${code}`)
}
