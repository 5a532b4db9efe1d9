import { readSentPassword, type SentPassword } from '../platform/sent-password.ts'

/** Returns the hash that a document sets; undefined when it sets none. A user whose password is null keeps the former one. */
export const readPasswordHash = async (sent: SentPassword) =>
  (await readSentPassword(sent, { saltFirst: true })) ?? undefined
