import { entryPoint } from '../../platform/files/program-files.ts'
import type { Log } from '../../platform/log.ts'
import { thread } from '../../platform/thread.ts'
import type { AuditStore, Entry } from '../store.ts'
import type { Received } from './read-message.ts'

const limits = { waiting: 1_000, waitingBytes: 16 * 1024 * 1024, batch: 50 }
const readTimeout = 20_000
const retryDelay = 1_000

type Options = { log: Log; count: (outcome: 'read' | 'unreadable' | 'dropped', times: number) => void }

/** Takes received messages: a thread reads them, and the store gets them in batches. It holds a bounded number of them. */
export class Intake {
  readonly #audits: Pick<AuditStore, 'add'>
  readonly #options: Options
  readonly #reader = thread<Received[], Entry[]>(entryPoint('audits/receiver/audit-thread.ts'), {
    maxDuration: readTimeout,
    tooSlow: () => new Error('reading audit messages took too long'),
  })
  #waiting: Received[] = []
  #waitingBytes = 0
  #working: Promise<void> | undefined
  #closed = false
  readonly #onSpace = new Set<() => void>()

  constructor(audits: Pick<AuditStore, 'add'>, options: Options) {
    this.#audits = audits
    this.#options = options
  }

  isFull = () => this.#waiting.length >= limits.waiting || this.#waitingBytes >= limits.waitingBytes

  /** Calls back once when there is space again. */
  whenSpace = (resume: () => void) => void this.#onSpace.add(resume)

  add(message: Received) {
    this.#waiting.push(message)
    this.#waitingBytes += message.bytes.length
    this.#working ??= this.#work()
  }

  drop = () => this.#options.count('dropped', 1)

  async close() {
    this.#closed = true
    await this.#working
    await this.#reader.close()
  }

  async #work() {
    while (this.#waiting.length > 0) {
      const batch = this.#waiting.splice(0, limits.batch)
      this.#waitingBytes -= batch.reduce((sum, { bytes }) => sum + bytes.length, 0)
      const entries = await this.#read(batch)
      if (entries.length > 0) await this.#write(entries)
      if (!this.isFull()) this.#resume()
    }
    this.#working = undefined
  }

  #resume() {
    const callbacks = [...this.#onSpace]
    this.#onSpace.clear()
    for (const resume of callbacks) resume()
  }

  /** A thread that takes too long is ended. Then each message is read by itself, and the one that takes too long is lost. */
  async #read(messages: Received[]): Promise<Entry[]> {
    try {
      return await this.#reader.ask(messages)
    } catch (error) {
      if (messages.length > 1) {
        const entries: Entry[] = []
        for (const one of messages) entries.push(...(await this.#read([one])))
        return entries
      }
      this.#options.log.error({ err: error }, 'an audit message could not be read and was dropped')
      this.drop()
      return []
    }
  }

  /** Waits for a store that is away: senders wait meanwhile, and only datagrams are dropped. */
  async #write(entries: Entry[]): Promise<void> {
    const { log, count } = this.#options
    try {
      await this.#audits.add(entries)
      const unreadable = entries.filter((entry) => entry.unreadable !== undefined).length
      count('unreadable', unreadable)
      count('read', entries.length - unreadable)
    } catch (error) {
      log.error({ err: error, messages: entries.length }, 'received audits could not be written')
      if (this.#closed) return count('dropped', entries.length)
      await new Promise((resolve) => setTimeout(resolve, retryDelay))
      return this.#write(entries)
    }
  }
}
