import { every, type Periodic } from '../../platform/every.ts'
import type { Log } from '../../platform/log.ts'

/** Something that must not take longer than until its deadline. Deadlines are times of `performance.now()`. */
export type Watched = {
  readonly deadline: number
  expire: () => void
}

/** A deadline may be missed by this much. Milliseconds. */
const sweepInterval = 100

/**
 * Watches all deadlines of connections and of messages with one timer, because a timer for each of them costs more than a
 * message.
 */
export class Deadlines {
  private readonly log: Pick<Log, 'error'>
  private readonly watched = new Set<Watched>()
  private sweep: Periodic | undefined

  constructor(log: Pick<Log, 'error'>) {
    this.log = log
  }

  add(one: Watched) {
    this.watched.add(one)
    this.sweep ??= every(sweepInterval, 'the end of what is late', () => this.expire(), this.log)
  }

  delete(one: Watched) {
    this.watched.delete(one)
  }

  private expire() {
    const now = performance.now()
    for (const one of this.watched) if (one.deadline <= now) one.expire()
    if (this.watched.size > 0) return
    void this.sweep?.stop()
    this.sweep = undefined
  }
}
