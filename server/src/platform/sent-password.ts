import type { passwordHashFields } from '@mediary/contract/api/shapes'
import { issue } from '@mediary/contract/problem'
import type { z } from 'zod'
import { invalidRequest } from './http/problem.ts'
import { hashPassword, importedHash } from './passwords.ts'

/** The fields of a document that set a password. */
export type SentPassword = Partial<z.infer<z.ZodObject<typeof passwordHashFields>>> & {
  password?: string | null | undefined
}

type Options = {
  /** OpenHIM hashes the salt before the password for its users, and behind it for its clients. */
  saltFirst: boolean
  /** Stands for the stored hash. */
  mask?: string
}

/** Returns the hash to store for a document. Null removes the password, and undefined leaves it. */
export async function readSentPassword(sent: SentPassword, { saltFirst, mask }: Options) {
  const { password, passwordAlgorithm, passwordSalt } = sent
  const hash = sent.passwordHash === mask ? undefined : sent.passwordHash
  if (password && hash) throw invalidRequest([issue('passwordHash', 'password-and-hash')])
  if (password) return hashPassword(password)
  if (password === null || hash === null) return null
  if (hash) {
    const imported = importedHash({
      algorithm: passwordAlgorithm ?? 'sha512',
      hash,
      salt: passwordSalt ?? '',
      saltFirst,
    })
    if (!imported) throw invalidRequest([issue('passwordHash', 'not-a-password-hash')])
    return imported
  }
  if ((passwordAlgorithm || passwordSalt) && sent.passwordHash === undefined)
    throw invalidRequest([issue('passwordHash', 'password-hash-missing')])
  return undefined
}
