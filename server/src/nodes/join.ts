import type { Check } from '@mediary/contract/system'
import type { Database } from '../platform/database/database.ts'
import { measureClock } from '../platform/database/store-clock.ts'
import { every } from '../platform/every.ts'
import type { Log } from '../platform/log.ts'
import { type Facts, nodeStore } from './store.ts'

const interval = 1_000
const measureEvery = 30
const maxClockDifference = 2_000

type Deps = {
  database: Database
  /** The id of this node. */
  node: string
  describe: () => Pick<Facts, 'name' | 'version' | 'settings' | 'bucket' | 'restart'>
  ready: () => Promise<Check[]>
  /** Destroys the keys that are to be destroyed everywhere, and returns the number up to which that is done. */
  forgetKeys: () => Promise<number>
  log: Log
}

/** Tells the other nodes about this one, as long as it runs. */
export function joinNodes({ database, node, describe, ready, forgetKeys, log }: Deps) {
  const nodes = nodeStore(database)
  const state = { rounds: 0, clockDifference: 0, told: false }

  const measure = async () => {
    state.clockDifference = await measureClock(database)
    const isOff = Math.abs(state.clockDifference) > maxClockDifference
    if (isOff && !state.told)
      log.warn(
        { milliseconds: state.clockDifference },
        'the clock of this machine differs from that of the database; times in the record are wrong by as much',
      )
    state.told = isOff
  }
  const tell = async () => {
    if (state.rounds++ % measureEvery === 0) {
      await measure()
      await nodes.forgetOld()
    }
    const [checks, forgotten] = [await ready(), await forgetKeys()]
    await nodes.seen(node, {
      ...describe(),
      clockDifference: state.clockDifference,
      checks,
      forgotten,
    })
  }
  const telling = every(interval, 'telling other nodes about this one', tell, log)
  void telling.run()
  return {
    /** Resolves when the others can know what this node would say now. */
    async tell() {
      // A round under way may have described it before.
      await telling.run()
      await telling.run()
    },
    async leave() {
      await telling.stop()
      await nodes.remove(node).catch(() => undefined)
    },
  }
}
