import type { ClientIdentity } from '../../clients/index.ts'
import { readBasicCredentials } from '../../platform/http/basic-credentials.ts'
import { hashPassword, needsRehash, verifyNobody, verifyPassword } from '../../platform/passwords.ts'
import { Refusal } from '../refusal.ts'
import type { CredentialMemory, CredentialRefusal, Finding } from './credentials.ts'

// Hashing is costly on purpose: it may not be made to crowd out everything else.
const limits = { maxRunning: 2, maxWaiting: 2000, maxWaitingPerAddress: 20 }

/** RFC 7617. The user is the Client ID. */
export function basic(deps: {
  find: (clientID: string) => ClientIdentity | undefined
  memory: CredentialMemory
  rehash: (id: string, from: string, to: string) => Promise<void>
}) {
  const enqueue = hashingQueue()

  return async (authorization: string, digest: string, address: string): Promise<Finding> => {
    const offered = readBasicCredentials(authorization)
    if (offered === 'other-scheme') return 'nothing'
    if (offered === 'unreadable')
      return { code: 'unreadable-credential', reason: 'The Basic credentials cannot be read' }
    const { user, password } = offered
    const client = deps.find(user)
    const known = deps.memory.recallFailure(digest, client, Date.now())
    if (known) return known

    const right = await enqueue(address, () => verifyClientPassword(client, password))
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

/** Runs a few at once, lets some wait, and turns the rest away: above all those of one address. */
function hashingQueue() {
  const waiting: (() => void)[] = []
  const perAddress = new Map<string, number>()
  const state = { running: 0 }

  return async <T>(address: string, work: () => Promise<T>): Promise<T> => {
    const ofAddress = perAddress.get(address) ?? 0
    if (waiting.length >= limits.maxWaiting || ofAddress >= limits.maxWaitingPerAddress) {
      throw new Refusal('identify', 429, 'too-many-passwords', 'Too many passwords are being verified at once')
    }
    perAddress.set(address, ofAddress + 1)
    try {
      if (state.running >= limits.maxRunning) await new Promise<void>((resolve) => waiting.push(resolve))
      state.running++
      return await work().finally(() => {
        state.running--
        waiting.shift()?.()
      })
    } finally {
      const left = (perAddress.get(address) ?? 1) - 1
      if (left) perAddress.set(address, left)
      else perAddress.delete(address)
    }
  }
}
