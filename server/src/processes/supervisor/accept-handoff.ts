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
export function acceptHandoff() {
  const untaken = new Map<Worker, Map<number, Handoff>>()
  const serving = new Set<Worker>()
  const strays: Handoff[] = []
  // Below zero, where node:cluster has none: it leaves the answers to us.
  const state = { seq: -1 }

  const dealStrays = () => {
    const [worker] = serving
    if (!worker) return
    for (const { message, connection } of strays.splice(0))
      Reflect.apply(worker.process.send, worker.process, [{ ...message, seq: state.seq-- }, connection])
  }

  const answered = (worker: Worker, seq: number, accepted: boolean) => {
    const handoff = untaken.get(worker)?.get(seq)
    untaken.get(worker)?.delete(seq)
    if (seq >= 0 || !handoff) return
    if (accepted) return handoff.connection.close()
    // It is about to leave.
    serving.delete(worker)
    strays.push(handoff)
    dealStrays()
  }

  return {
    /** From its beginning. */
    watch(worker: Worker) {
      const { process } = worker
      const mine = new Map<number, Handoff>()
      untaken.set(worker, mine)
      process.send = new Proxy(process.send, {
        apply(send, self, said: [object, unknown]) {
          const [message, connection] = said
          if (isHandoff(message) && isConnection(connection)) mine.set(message.seq, { message, connection })
          return Reflect.apply(send, self, said)
        },
      })
      // When the channel to it breaks while a connection is on its way, Node says so only with the end of the process. What
      // is accepted until then node:cluster would still deal to it, and drop without a word: so it is said at once.
      let connected = true
      Object.defineProperty(process, 'connected', {
        get: () => connected,
        set: (value: boolean) => {
          connected = value
          if (!value) nextTick(() => process.emit('disconnect'))
        },
      })
      process.on('internalMessage', ({ ack, accepted }: { ack?: number; accepted?: boolean }) => {
        if (ack !== undefined) answered(worker, ack, accepted === true)
      })
      // By now it has ended, and everything that it had said has been heard.
      process.once('close', () => {
        untaken.delete(worker)
        serving.delete(worker)
        strays.push(...mine.values())
        dealStrays()
      })
    },

    /** Adds a worker whose listeners are all open. */
    serves(worker: Worker) {
      serving.add(worker)
      dealStrays()
    },
  }
}

const isHandoff = (message: object): message is Message => 'act' in message && message.act === 'newconn'
const isConnection = (handle: unknown): handle is Handoff['connection'] =>
  typeof handle === 'object' && handle !== null && 'close' in handle
