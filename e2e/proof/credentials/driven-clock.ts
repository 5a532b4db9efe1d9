// Loaded before a program by `--import`: every process and thread of it reads the time from a file that a test writes.
import { openSync, readSync } from 'node:fs'

const file = openSync(process.env.DRIVEN_CLOCK ?? '', 'r')
const bytes = Buffer.alloc(8)

function readTime() {
  readSync(file, bytes, 0, 8, 0)
  return bytes.readDoubleLE(0)
}

const System = Date

/** The time stands still until the file is written again. */
class DrivenDate extends System {
  constructor(...given: [] | [number | string | Date]) {
    super(given.length === 0 ? readTime() : given[0])
  }

  static override now() {
    return readTime()
  }
}

// `new Date(year, month, …)` is rare, and no test needs it to be driven.
globalThis.Date = new Proxy(System, {
  construct: (_target, given: unknown[], target) =>
    given.length > 0 ? Reflect.construct(System, given, target) : Reflect.construct(DrivenDate, [], target),
  get: (target, key, receiver) => (key === 'now' ? DrivenDate.now : Reflect.get(target, key, receiver)),
})
