import { setTimeout as pause } from 'node:timers/promises'
import { toNetwork } from '../../platform/network/to-network.ts'
import { Refusal } from '../refusal.ts'

// Hashing is costly on purpose: it may not be made to crowd out everything else.
const limits = { maxRunning: 2, maxWaiting: 10_000, maxWaitingPerNetwork: 5_000, maxWaitingPerClient: 5 }

/** The pace of guessing: of an address after a burst, and of one Client ID from there. Times are milliseconds. */
const pace = { network: 100, burst: 50, client: 1_000, maxDelay: 5_000, suspectFor: 60_000, maxRemembered: 10_000 }

/** A client that has sent a right password from an address is not paced by the wrong ones of others there. */
const provedFor = 86_400_000

/** Who offers the password. It does not say whether there is such a client: the queue treats all alike. */
type Claim = { address: string; clientID: string }

/**
 * Creates a queue that verifies a few passwords at once and lets the others wait in turn, so that many clients behind one
 * address are only delayed by each other. Guessing is slowed: after a wrong password the next one for the same Client ID
 * from the same address waits. The wrong passwords of an address set the pace of its next ones. A client that has proved
 * itself there does not wait for them.
 */
export function createPasswordQueue(
  now: () => number = Date.now,
  wait: (milliseconds: number) => Promise<unknown> = pause,
) {
  const queue = new FairQueue()
  const waitingPerClient = new Map<string, number>()
  const suspects = createSuspects(now)

  return async <Found>({ address, clientID }: Claim, verify: () => Promise<Found>): Promise<Found> => {
    const network = toNetwork(address)
    const client = `${network} ${clientID.slice(0, 254)}`
    const waiting = waitingPerClient.get(client) ?? 0
    if (waiting >= limits.maxWaitingPerClient) throw tooManyPasswords()
    waitingPerClient.set(client, waiting + 1)
    try {
      const delay = suspects.reserve(network, client)
      if (delay > 0) await wait(delay)
      return await queue.run(network, async () => {
        suspects.requirePace(network, client)
        const right = await verify()
        if (right) suspects.prove(client)
        else suspects.add(network, client)
        return right
      })
    } finally {
      const left = (waitingPerClient.get(client) ?? 1) - 1
      if (left) waitingPerClient.set(client, left)
      else waitingPerClient.delete(client)
    }
  }
}

/** Clients for which an address has sent a wrong password lately, and those that have proved themselves there. */
function createSuspects(now: () => number) {
  const due = new Map<string, { at: number; until: number }>()
  const dueOfNetworks = new Map<string, number>()
  const proved = new Map<string, number>()

  const findSuspect = (client: string) => {
    const known = due.get(client)
    return known && known.until >= now() ? known : undefined
  }
  /** Returns when the network may try the next password. In the past: it has not used its burst. */
  const findDue = (network: string) => Math.max(dueOfNetworks.get(network) ?? 0, now() - pace.burst * pace.network)
  const isPaced = (client: string) => findSuspect(client) !== undefined || (proved.get(client) ?? 0) < now()

  return {
    add(network: string, client: string) {
      const at = Math.max(due.get(client)?.at ?? 0, now() + pace.client)
      putLast(due, client, { at, until: now() + pace.suspectFor })
      putLast(dueOfNetworks, network, findDue(network) + pace.network)
    },

    prove: (client: string) => putLast(proved, client, now() + provedFor),

    /** Returns how long a password that may be guessed waits. Refuses it when that is too long. */
    reserve(network: string, client: string) {
      if (!isPaced(client)) return 0
      const suspect = findSuspect(client)
      const at = Math.max(now(), suspect?.at ?? 0, findDue(network))
      if (at - now() > pace.maxDelay) throw tooManyPasswords()
      if (suspect) putLast(due, client, { at: at + pace.client, until: suspect.until })
      return at - now()
    },

    /** Refuses a password that waited for its turn while too many of its network were wrong. */
    requirePace(network: string, client: string) {
      if (isPaced(client) && findDue(network) - now() > pace.maxDelay) throw tooManyPasswords()
    },
  }
}

/** Runs a few at once. The networks take turns, so that one with many waiting does not delay the others. */
class FairQueue {
  private readonly waiting = new Map<string, (() => void)[]>()
  private size = 0
  private running = 0

  async run<T>(network: string, work: () => Promise<T>): Promise<T> {
    if (this.running < limits.maxRunning) this.running++
    else await this.waitForTurn(network)
    try {
      return await work()
    } finally {
      this.startNext()
    }
  }

  private waitForTurn(network: string) {
    const ofNetwork = this.waiting.get(network) ?? []
    if (this.size >= limits.maxWaiting || ofNetwork.length >= limits.maxWaitingPerNetwork) throw tooManyPasswords()
    this.size++
    return new Promise<void>((resolve) => {
      ofNetwork.push(resolve)
      this.waiting.set(network, ofNetwork)
    })
  }

  private startNext() {
    const [first] = this.waiting
    if (!first) {
      this.running--
      return
    }
    const [network, ofNetwork] = first
    const start = ofNetwork.shift()
    this.waiting.delete(network)
    if (ofNetwork.length) this.waiting.set(network, ofNetwork)
    this.size--
    start?.()
  }
}

/** Makes it the youngest entry, and forgets the oldest ones. */
function putLast<Value>(map: Map<string, Value>, key: string, value: Value) {
  map.delete(key)
  map.set(key, value)
  for (const oldest of map.keys()) {
    if (map.size <= pace.maxRemembered) break
    map.delete(oldest)
  }
}

const tooManyPasswords = () =>
  new Refusal('identify', 429, 'too-many-passwords', 'Too many passwords are being verified at once')
