import { setTimeout as pause } from 'node:timers/promises'
import { type GuessStore, guessPace as pace, provedFor } from '../../clients/index.ts'
import { toNetwork } from '../../platform/network/to-network.ts'
import { Refusal } from '../refusal.ts'

// Hashing is costly on purpose: it may not be made to crowd out everything else.
const limits = { maxRunning: 2, maxWaiting: 10_000, maxWaitingPerNetwork: 5_000, maxWaitingPerClient: 5 }

const maxRemembered = 10_000

/** Who offers the password. It does not say whether there is such a client: the queue treats all alike. */
type Claim = { address: string; clientID: string }

type Options = {
  /** The guesses that the workers of all nodes have seen. */
  guesses: Pick<GuessStore, 'add' | 'findDelay' | 'isProved' | 'prove' | 'reserve'>
  now?: () => number
  wait?: (milliseconds: number) => Promise<unknown>
}

/**
 * Creates a queue that verifies a few passwords at once and lets the others wait in turn, so that many clients behind one
 * address are only delayed by each other. Guessing is slowed: after a wrong password the next one for the same Client ID
 * from the same address waits. The wrong passwords of an address set the pace of its next ones. A client that has proved
 * itself there does not wait for them. All workers share one pace. While the store is away, each has its own.
 */
export function createPasswordQueue({ guesses, now = Date.now, wait = pause }: Options) {
  const queue = new FairQueue()
  const waitingPerClient = new Map<string, number>()
  const suspects = createSuspects(now)
  const shared = sharedPace(guesses)

  return async ({ address, clientID }: Claim, verify: () => Promise<boolean>): Promise<boolean> => {
    const network = toNetwork(address)
    const client = `${network} ${clientID.slice(0, 254)}`
    const waiting = waitingPerClient.get(client) ?? 0
    if (waiting >= limits.maxWaitingPerClient) throw tooManyPasswords()
    waitingPerClient.set(client, waiting + 1)
    try {
      if (suspects.isPaced(client) && (await shared.isProved(client))) suspects.prove(client)
      const isPaced = suspects.isPaced(client)
      const delay = isPaced ? Math.max(suspects.reserve(network, client), await shared.reserve(network, client)) : 0
      if (delay > 0) await wait(delay)
      return await queue.run(network, async () => {
        suspects.requirePace(network, client)
        if (isPaced) await shared.requirePace(network)
        const right = await verify()
        if (right) suspects.prove(client)
        else suspects.add(network, client)
        if (!right) await shared.add(network, client)
        else if (isPaced) await shared.prove(client)
        return right
      })
    } finally {
      const left = (waitingPerClient.get(client) ?? 1) - 1
      if (left) waitingPerClient.set(client, left)
      else waitingPerClient.delete(client)
    }
  }
}

/** The pace of all workers. Without the store nobody waits here: then a worker knows its own guesses only. */
function sharedPace(guesses: Options['guesses']) {
  const orNone = (asked: Promise<number | undefined>) => asked.catch(() => 0)
  return {
    async reserve(network: string, client: string) {
      const delay = await orNone(guesses.reserve({ network, client }))
      if (delay === undefined) throw tooManyPasswords()
      return delay
    },
    async requirePace(network: string) {
      const delay = await orNone(guesses.findDelay({ network }))
      if (delay !== undefined && delay > pace.maxDelay) throw tooManyPasswords()
    },
    isProved: (client: string) => guesses.isProved({ client }).catch(() => false),
    prove: (client: string) => guesses.prove({ client }).catch(() => undefined),
    add: (network: string, client: string) => guesses.add({ network, client }).catch(() => undefined),
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

    isPaced,

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
    if (map.size <= maxRemembered) break
    map.delete(oldest)
  }
}

const tooManyPasswords = () =>
  new Refusal('identify', 429, 'too-many-passwords', 'Too many passwords are being verified at once')
