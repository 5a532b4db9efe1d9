// Notes in which hours clients send. A client costs one row in an hour, however much it sends.
import { every } from '../platform/every.ts'
import type { Log } from '../platform/log.ts'
import { gateway, type SilenceStore, toHour } from './store.ts'

const writeEvery = 10_000
const maxKnown = 200_000

/** Writes the hours in which clients have sent, and those in which the gateway served. */
export function hourWriter(store: Pick<SilenceStore, 'addHours'>, log: Log, now: () => number = Date.now) {
  const state = { hour: 0, known: new Set<string>(), waiting: new Set<string>() }

  const note = (client: string, at: number) => {
    const hour = toHour(at)
    if (hour > state.hour) Object.assign(state, { hour, known: new Set() })
    const key = `${hour} ${client}`
    if (state.known.has(key) || state.known.size >= maxKnown) return
    state.known.add(key)
    state.waiting.add(key)
  }
  const write = async () => {
    note(gateway, now())
    const taken = [...state.waiting]
    if (taken.length === 0) return
    const rows = taken.map((key) => {
      const [hour, client = ''] = key.split(' ')
      return { hour: Number(hour), client }
    })
    await store.addHours(rows)
    for (const key of taken) state.waiting.delete(key)
  }
  const writing = every(writeEvery, 'noting the hours of clients', write, log)

  return {
    note(uses: readonly { client: string; at: number }[]) {
      for (const { client, at } of uses) note(client, at)
    },
    /** Writes what waits, if it can be written. */
    async close() {
      await writing.stop()
      await writing.run()
    },
  }
}
