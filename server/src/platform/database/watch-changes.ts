import { every, type Periodic } from '../every.ts'
import type { Log } from '../log.ts'
import type { Changes } from './changes.ts'

const interval = 1_000

/** Hears what other programs change in the same SQLite file, where none can tell another. */
export function watchChanges(changes: Pick<Changes, 'last'>, changed: () => Promise<void>, log: Log): Periodic {
  const state: { known: number | undefined } = { known: undefined }
  return every(
    interval,
    'applying what another program changed',
    async () => {
      const last = await changes.last()
      if (last === state.known) return
      await changed()
      state.known = last
    },
    log,
  )
}
