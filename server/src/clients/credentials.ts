import { type ClientChanges, unchangedSecret } from '@mediary/contract/clients'
import { issue } from '@mediary/contract/problem'
import { invalidRequest } from '../platform/http/problem.ts'
import { hashPassword, importedHash } from '../platform/passwords.ts'
import type { Secrets } from '../platform/secrets.ts'

/** As they will be stored: undefined leaves the stored one, null removes it. */
export type SentCredentials = { passwordHash: string | null | undefined; tokenDigest: string | null | undefined }

/** Hashing takes long, so it is done before the store is asked to write. */
export const prepareCredentials = async (changes: ClientChanges, secrets: Secrets): Promise<SentCredentials> => ({
  passwordHash: await passwordHash(changes),
  tokenDigest: changes.customTokenID ? secrets.digest(changes.customTokenID) : changes.customTokenID,
})

async function passwordHash({ password, passwordHash: hash, passwordAlgorithm, passwordSalt }: ClientChanges) {
  if (password) return hashPassword(password)
  if (password === null || hash === null) return null
  // OpenHIM's console sends back what it was shown.
  if (hash === undefined || hash === unchangedSecret) return undefined
  const imported = importedHash({ algorithm: passwordAlgorithm ?? 'sha512', hash, salt: passwordSalt ?? '' })
  if (!imported) throw invalidRequest([issue('passwordHash', 'not-a-password-hash')])
  return imported
}
