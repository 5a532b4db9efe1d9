import type { ClientIdentity } from '../../clients/index.ts'
import { readBasicCredentials } from '../../platform/http/basic-credentials.ts'
import { hashPassword, needsRehash, verifyNobody, verifyPassword } from '../../platform/passwords.ts'
import type { CredentialMemory, CredentialRefusal, Finding } from './credentials.ts'
import { createPasswordQueue } from './password-queue.ts'

/** RFC 7617. The user is the Client ID. */
export function basic(deps: {
  find: (clientID: string) => ClientIdentity | undefined
  memory: CredentialMemory
  rehash: (id: string, from: string, to: string) => Promise<void>
}) {
  const verifyInTurn = createPasswordQueue()

  return async (authorization: string, digest: string, address: string): Promise<Finding> => {
    const offered = readBasicCredentials(authorization)
    if (offered === 'other-scheme') return 'nothing'
    if (offered === 'unreadable')
      return { code: 'unreadable-credential', reason: 'The Basic credentials cannot be read' }
    const { user, password } = offered
    const client = deps.find(user)
    const known = deps.memory.recallFailure(digest, client, Date.now())
    if (known) return known

    const right = await verifyInTurn({ address, clientID: user, isKnown: client !== undefined }, () =>
      verifyClientPassword(client, password),
    )
    if (client?.passwordHash && right) {
      upgrade(deps.rehash, client, password)
      return { client }
    }
    const finding = { ...toPasswordRefusal(user, client), claimed: user }
    deps.memory.rememberFailure(digest, client, finding, Date.now())
    return finding
  }
}

const verifyClientPassword = (client: ClientIdentity | undefined, password: string) =>
  client?.passwordHash ? verifyPassword(client.passwordHash, password) : verifyNobody(password)

function toPasswordRefusal(user: string, client: ClientIdentity | undefined): CredentialRefusal {
  if (!client) return { code: 'unknown-client', reason: `No client has the Client ID "${user}"` }
  return client.passwordHash
    ? { code: 'wrong-password', reason: `The password of client "${user}" is wrong` }
    : { code: 'no-password', reason: `Client "${user}" has no password` }
}

/** A hash brought from OpenHIM becomes argon2id when its password is first seen. The request does not wait for it. */
function upgrade(
  rehash: (id: string, from: string, to: string) => Promise<void>,
  { id, passwordHash }: ClientIdentity,
  password: string,
) {
  if (!passwordHash || !needsRehash(passwordHash)) return
  // Losing this write costs only another attempt at the next sign-in.
  hashPassword(password)
    .then((hash) => rehash(id, passwordHash, hash))
    .catch(() => undefined)
}
