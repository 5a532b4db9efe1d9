import type { Worker } from 'node:cluster'
import { nextTick } from 'node:process'

type Message = { act: 'newconn'; seq: number }
type Handoff = { message: Message; connection: { close: () => void } }

/**
 * Sees to it that a connection which was dealt to a worker is taken. node:cluster forgets one that a worker had not
 * taken when it died: the supervisor would hold it open, and its client would wait for ever. Nothing of it has been read
 * by then, so that another worker can have it as if it had just come.
 *
 * `newconn` with a connection, and `ack` for it, are what node:cluster says to its workers: no documentation promises
 * them, `e2e/restart.test.ts` would notice a change.
 */
export class AcceptHandoff {
  #untaken = new Map<Worker, Map<number, Handoff>>()
  #serving = new Set<Worker>()
  #strays: Handoff[] = []
  // Below zero, where node:cluster has none: it leaves the answers to us.
  #nextNumber = -1

  /** Follows a worker from its beginning. */
  watch(worker: Worker): void {
    const { process } = worker
    const mine = new Map<number, Handoff>()
    this.#untaken.set(worker, mine)
    process.send = new Proxy(process.send, {
      apply(send, self, said: [object, unknown]) {
        const [message, connection] = said
        if (isHandoff(message) && isConnection(connection)) mine.set(message.seq, { message, connection })
        return Reflect.apply(send, self, said)
      },
    })
    reportDisconnectAtOnce(process)
    process.on('internalMessage', ({ ack, accepted }: { ack?: number; accepted?: boolean }) => {
      if (ack !== undefined) this.#finish(worker, ack, accepted === true)
    })
    // By now it has ended, and everything that it had said has been heard.
    process.once('close', () => {
      this.#untaken.delete(worker)
      this.#serving.delete(worker)
      this.#strays.push(...mine.values())
      this.#dealStrays()
    })
  }

  /** Adds a worker whose listeners are all open. */
  addServing(worker: Worker): void {
    this.#serving.add(worker)
    this.#dealStrays()
  }

  #finish(worker: Worker, seq: number, accepted: boolean) {
    const handoff = this.#untaken.get(worker)?.get(seq)
    this.#untaken.get(worker)?.delete(seq)
    if (seq >= 0 || !handoff) return
    if (accepted) return handoff.connection.close()
    // It is about to leave.
    this.#serving.delete(worker)
    this.#strays.push(handoff)
    this.#dealStrays()
  }

  #dealStrays() {
    const [worker] = this.#serving
    if (!worker) return
    for (const { message, connection } of this.#strays.splice(0))
      Reflect.apply(worker.process.send, worker.process, [{ ...message, seq: this.#nextNumber-- }, connection])
  }
}

/**
 * When the channel to a worker breaks while a connection is on its way, Node says so only with the end of the process.
 * What is accepted until then node:cluster would still deal to it, and drop without a word: so it is said at once.
 */
function reportDisconnectAtOnce(process: Worker['process']) {
  let connected = true
  Object.defineProperty(process, 'connected', {
    get: () => connected,
    set: (value: boolean) => {
      connected = value
      if (!value) nextTick(() => process.emit('disconnect'))
    },
  })
}

const isHandoff = (message: object): message is Message => 'act' in message && message.act === 'newconn'
const isConnection = (handle: unknown): handle is Handoff['connection'] =>
  typeof handle === 'object' && handle !== null && 'close' in handle
