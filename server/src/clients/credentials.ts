import { type ClientChanges, unchangedSecret } from '@mediary/contract/clients'
import type { Secrets } from '../platform/secrets.ts'
import { readSentPassword } from '../platform/sent-password.ts'

/** As they will be stored: undefined leaves the stored one, null removes it. */
export type SentCredentials = { passwordHash: string | null | undefined; tokenDigest: string | null | undefined }

/** Hashing takes long, so it is done before the store is asked to write. */
export const prepareCredentials = async (changes: ClientChanges, secrets: Secrets): Promise<SentCredentials> => ({
  // OpenHIM's console sends back what it was shown.
  passwordHash: await readSentPassword(changes, { saltFirst: false, mask: unchangedSecret }),
  tokenDigest: changes.customTokenID ? secrets.digest(changes.customTokenID) : changes.customTokenID,
})
