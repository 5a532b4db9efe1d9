import { maxCredentials } from '@mediary/contract/clients/credentials'
import {
  type ClientIdentity,
  findCredentialState,
  type GuessStore,
  type HeldCredential,
  hasWrongChecksum,
} from '../../clients/index.ts'
import { readBasicCredentials } from '../../platform/http/basic-credentials.ts'
import { hashPassword, needsRehash, verifyNobody, verifyPasswordInFull } from '../../platform/passwords.ts'
import { type CredentialMemory, type CredentialRefusal, type Finding, judgeCredential } from './credentials.ts'
import { createPasswordQueue } from './password-queue.ts'

/** RFC 7617. The user is the Client ID. */
export function basic(deps: {
  find: (clientID: string) => ClientIdentity | undefined
  memory: CredentialMemory
  guesses: GuessStore
  rehash: (id: string, from: string, to: string) => Promise<void>
}) {
  const verifyInTurn = createPasswordQueue(deps)

  return async (authorization: string, digest: string, address: string): Promise<Finding> => {
    const offered = readBasicCredentials(authorization)
    if (offered === 'other-scheme') return 'nothing'
    if (offered === 'unreadable')
      return { code: 'unreadable-credential', reason: 'The Basic credentials cannot be read' }
    const { user, password } = offered
    if (hasWrongChecksum(password)) return { ...mistyped, claimed: user }
    const client = deps.find(user)
    const known = deps.memory.recallFailure(digest, client, Date.now())
    if (known) return known

    let proved: HeldCredential | undefined
    await verifyInTurn({ address, clientID: user }, async () => {
      const found = await findPassword(client, password)
      proved = found
      // One that lets nobody in now must not end the pace of guessing: that would tell that it is right.
      return found !== undefined && isActive(found)
    })
    const judged = client && proved && judgeCredential({ client, credential: proved }, Date.now())
    if (judged && 'client' in judged) {
      if (judged.credential) upgrade(deps.rehash, judged.credential, password)
      return judged
    }
    const finding = judged ?? { ...toPasswordRefusal(user, client), claimed: user }
    deps.memory.rememberFailure(digest, client, finding, Date.now())
    return finding
  }
}

const mistyped: CredentialRefusal = {
  code: 'wrong-password',
  reason: 'The secret has a wrong checksum: it was mistyped or invented',
}

const isActive = (one: HeldCredential) => findCredentialState(one, Date.now()) === 'active'

/**
 * Finds the password that was offered, an active one first. A wrong password costs as many hashes as a client can have
 * passwords, so that the time tells neither their number nor that there is no such client. Only a right one ends earlier.
 */
async function findPassword(client: ClientIdentity | undefined, password: string): Promise<HeldCredential | undefined> {
  const passwords = client?.passwords ?? []
  const ordered = [...passwords.filter(isActive), ...passwords.filter((one) => !isActive(one))]
  let found: HeldCredential | undefined
  for (let n = 0; n < Math.max(maxCredentials.basic, ordered.length); n++) {
    const one = ordered[n]
    if (!one) await verifyNobody(password)
    else if (await verifyPasswordInFull(one.secret, password)) {
      if (isActive(one)) return one
      found ??= one
    }
  }
  return found
}

function toPasswordRefusal(user: string, client: ClientIdentity | undefined): CredentialRefusal {
  if (!client) return { code: 'unknown-client', reason: `No client has the Client ID "${user}"` }
  return client.passwords.length
    ? { code: 'wrong-password', reason: `The password of client "${user}" is wrong` }
    : { code: 'no-password', reason: `Client "${user}" has no password` }
}

/** A hash brought from OpenHIM becomes argon2id when its password is first seen. The request does not wait for it. */
function upgrade(
  rehash: (id: string, from: string, to: string) => Promise<void>,
  { id, secret }: HeldCredential,
  password: string,
) {
  if (!needsRehash(secret)) return
  // Losing this write costs only another attempt at the next sign-in.
  hashPassword(password)
    .then((hash) => rehash(id, secret, hash))
    .catch(() => undefined)
}
