import type { ClientIdentity } from '../../clients/index.ts'
import type { Finding } from './credentials.ts'

/** `Authorization: Custom <token>`. Only the token's digest under the installation's key is known. */
export const customToken =
  (deps: { digest: (token: string) => string; find: (tokenDigest: string) => ClientIdentity | undefined }) =>
  (authorization: string): Finding => {
    const token = /^ *custom +([\w.~+/=-]{1,1024}) *$/i.exec(authorization)?.[1]
    if (token === undefined)
      return /^ *custom(\s|$)/i.test(authorization)
        ? { code: 'unreadable-credential', reason: 'The custom token cannot be read' }
        : 'nothing'
    const client = deps.find(deps.digest(token))
    return client ? { client } : { code: 'unknown-token', reason: 'No client has this custom token' }
  }
