import { hasWrongChecksum } from '../../clients/index.ts'
import type { OwnedCredential } from '../snapshot.ts'
import { type Finding, judgeCredential } from './credentials.ts'

/** `Authorization: Custom <token>`. Only the token's digest under the installation's key is known. */
export const customToken =
  (deps: { digest: (token: string) => string; find: (tokenDigest: string) => OwnedCredential | undefined }) =>
  (authorization: string): Finding => {
    const token = /^ *custom +([\w.~+/=-]{1,1024}) *$/i.exec(authorization)?.[1]
    if (token === undefined)
      return /^ *custom(\s|$)/i.test(authorization)
        ? { code: 'unreadable-credential', reason: 'The custom token cannot be read' }
        : 'nothing'
    if (hasWrongChecksum(token))
      return { code: 'unknown-token', reason: 'The secret has a wrong checksum: it was mistyped or invented' }
    const owned = deps.find(deps.digest(token))
    return owned
      ? judgeCredential(owned, Date.now())
      : { code: 'unknown-token', reason: 'No client has this custom token' }
  }
