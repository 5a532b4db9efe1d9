import type { LimitName, Limits } from '@mediary/contract/limits'
import { type Demand, findBurst, type Grant } from './rules.ts'

/** The limit that a request is over, and when the next one may come. */
export type Exhausted = { limit: LimitName; until: number }

type Deps = {
  process: string
  take: (limits: Limits, demand: Demand) => Promise<Grant>
  now: () => number
  onError: (error: unknown) => void
}

const windowLength = 100
/** It asks for the requests of so many windows at once. */
const windowsAhead = 30
const maxPlacesAge = 5_000
/** While requests come, what is only to be counted is written at this interval. */
const countInterval = 3_000
/** The share of the places that a process may hold without using them, so that it need not ask whenever their number changes. */
const spareShare = 0.05
/** However few requests have come, it asks for so many requests or places, or for a tenth of those that it may hold in advance. */
const leastAhead = 500

/**
 * Counts the requests of one subject in one process. It asks the store for requests in advance, as many as lately came in some
 * seconds, and admits them without asking again. What it does not use it gives back.
 */
export class LimitCounter {
  /** False when nobody reports what it counts any more. */
  isKept = true
  private readonly deps: Deps
  private limits: Limits
  private granted = 0
  private places = 0
  private running = 0
  /** The most requests at the same time since the last report. */
  private peak = 0
  private admittedSinceReport = 0
  private exhausted: Exhausted | undefined
  private bytes = 0
  private refused = 0
  private waiting: ((exhausted: Exhausted | undefined) => void)[] = []
  private asking: Promise<void> | undefined
  private window = { began: 0, admitted: 0, before: 0 }
  private askedAt = 0

  constructor(limits: Limits, deps: Deps) {
    this.limits = limits
    this.deps = deps
  }

  /** Returns undefined when the request is admitted; `release` or `putBack` must follow then. */
  admit(limits: Limits, at: number): Promise<Exhausted | undefined> | Exhausted | undefined {
    this.limits = limits
    if (this.admitGranted(at)) return undefined
    const known = this.findExhausted()
    if (known) {
      this.refused++
      return known
    }
    return new Promise((resolve) => {
      this.waiting.push(resolve)
      this.asking ??= this.ask().finally(() => {
        this.asking = undefined
      })
    })
  }

  release(bytes: number) {
    this.running--
    if (this.limits.bytesPerDay !== undefined) this.bytes += bytes
  }

  /** Takes back an admission that was not used. */
  putBack() {
    this.running--
    this.granted++
  }

  /** Reports what was counted, and gives back what is not needed. Returns true when nothing is held any more. */
  async report(ending = false): Promise<boolean> {
    await this.asking
    const { now } = this.deps
    // A clock would take a process that had to wait for the processor for an idle one.
    const isIdle = ending || this.admittedSinceReport === 0
    this.admittedSinceReport = 0
    const unused = isIdle ? this.granted : 0
    const places = isIdle ? this.running : this.countPlacesToKeep()
    this.peak = this.running
    const isStale = this.places > 0 && now() - this.askedAt > maxPlacesAge
    const hasCounted = this.bytes > 0 || this.refused > 0
    const isDue = isIdle || now() - this.askedAt >= countInterval
    if (unused || (hasCounted && isDue) || places !== this.places || isStale) {
      this.granted -= unused
      await this.send({ requests: 0, unused, places })
    }
    return isIdle && this.running === 0 && this.granted === 0 && this.waiting.length === 0
  }

  private admitGranted(at: number) {
    const needsPlace = this.limits.concurrentRequests !== undefined
    if (this.granted < 1 || (needsPlace && this.running >= this.places)) return false
    this.granted--
    this.startOne()
    this.countAdmitted(at)
    return true
  }

  private startOne() {
    this.running++
    if (this.running > this.peak) this.peak = this.running
  }

  /** Returns how many places to ask for. While more and more requests run at the same time, it need not ask for each. */
  private countPlacesToAsk(wanted: number) {
    const needed = this.running + wanted
    return needed + boundAhead(needed, this.countSparePlaces())
  }

  /** Returns how many places to hold on to while requests come. */
  private countPlacesToKeep() {
    return this.places - this.peak > this.countSparePlaces() ? this.peak : this.places
  }

  private countSparePlaces() {
    return Math.floor(spareShare * (this.limits.concurrentRequests ?? 0))
  }

  /** Returns the limit that the store has said to be reached, while it is not worth asking again. */
  private findExhausted() {
    if (!this.exhausted || this.exhausted.until <= this.deps.now()) return undefined
    const isOfPlaces = this.exhausted.limit === 'concurrentRequests'
    const lacksPlaceOnly = this.granted >= 1
    return isOfPlaces === lacksPlaceOnly ? this.exhausted : undefined
  }

  private async ask() {
    while (this.waiting.length) {
      const wanted = this.waiting.length
      const requests = Math.max(0, wanted + this.countAhead() - this.granted)
      const failure = await this.send({
        requests,
        unused: 0,
        places: Math.max(this.places, this.countPlacesToAsk(wanted)),
      }).then(
        ({ requests: granted, exhausted }) => {
          this.granted += granted
          this.exhausted = exhausted
          return undefined
        },
        (error: unknown) => ({ error }),
      )
      if (failure) this.deps.onError(failure.error)
      for (const answer of this.waiting.splice(0, wanted)) answer(failure ? this.admitUncounted() : this.decide())
    }
  }

  private decide(): Exhausted | undefined {
    if (this.admitGranted(this.deps.now())) return undefined
    this.refused++
    return this.exhausted ?? { limit: 'concurrentRequests', until: this.deps.now() }
  }

  /** A store that cannot be asked refuses nobody: what the record says of the request decides. */
  private admitUncounted() {
    this.startOne()
    return undefined
  }

  private async send(demand: Pick<Demand, 'requests' | 'unused' | 'places'>): Promise<Grant> {
    const { bytes, refused } = this
    Object.assign(this, { bytes: 0, refused: 0 })
    this.askedAt = this.deps.now()
    try {
      const grant = await this.deps.take(this.limits, { ...demand, process: this.deps.process, bytes, refused })
      this.places = grant.places
      return grant
    } catch (error) {
      this.bytes += bytes
      this.refused += refused
      throw error
    }
  }

  private countAdmitted(at: number) {
    const passed = at - this.window.began
    if (passed >= windowLength)
      this.window = { began: at, admitted: 0, before: passed < 2 * windowLength ? this.window.admitted : 0 }
    this.window.admitted++
    this.admittedSinceReport++
  }

  /** Returns how many requests to ask for in advance: what one process holds unused is missing to the others. */
  private countAhead() {
    const { requestsPerSecond, requestsPerDay } = this.limits
    const lately = windowsAhead * Math.max(this.window.admitted, this.window.before)
    // What is granted is shown as used until it is given back, so without a limit no more is asked for than is needed.
    if (requestsPerSecond === undefined && requestsPerDay === undefined) return lately
    const ofRate = requestsPerSecond === undefined ? Number.POSITIVE_INFINITY : findBurst(this.limits) / 10
    const ofDay = (requestsPerDay ?? Number.POSITIVE_INFINITY) / 100
    return boundAhead(lately, Math.floor(Math.min(ofRate, ofDay)))
  }
}

const boundAhead = (wanted: number, atMost: number) =>
  Math.min(Math.max(wanted, Math.min(leastAhead, Math.floor(atMost / 10))), atMost)
