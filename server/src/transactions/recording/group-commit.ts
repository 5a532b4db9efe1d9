import type { Commit, Entry } from './entries.ts'

type Waiting = { entry: Entry; resolve: () => void; reject: (error: unknown) => void }

// A group this large shows that there is load: then it pays to wait one more turn for others. A commit writes whole
// pages, so one of 64 entries costs little more than one of 16.
const busyGroup = 8

/** Groups entries into commits: while one commit is under way, the entries for the next one collect. */
export function groupCommit(commit: Commit) {
  const none: Waiting[] = []
  const state = { waiting: none, busy: false, lastSize: 0 }

  const flush = async () => {
    while (state.waiting.length) {
      const group = state.waiting
      state.waiting = []
      state.lastSize = group.length
      await commitGroup(commit, group)
    }
    state.busy = false
  }
  const soon = () => setImmediate(() => void flush())

  return (entry: Entry): Promise<void> =>
    new Promise((resolve, reject) => {
      state.waiting.push({ entry, resolve, reject })
      if (state.busy) return
      state.busy = true
      if (state.lastSize >= busyGroup) setImmediate(soon)
      else soon()
    })
}

async function commitGroup(commit: Commit, group: Waiting[]) {
  try {
    const committing = commit(group.map(({ entry }) => entry))
    if (committing) await committing
    for (const { resolve } of group) resolve()
  } catch (error) {
    if (group.length === 1) group[0]?.reject(error)
    // One entry that cannot be written must not fail those that came in the same turn.
    else for (const waiting of group) await commitGroup(commit, [waiting])
  }
}
