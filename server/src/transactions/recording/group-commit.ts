import type { Commit, Entry } from './entries.ts'

type Waiting = { entry: Entry; resolve: () => void; reject: (error: unknown) => void }

// A group this large shows that there is load: then it pays to wait one more turn for others. A commit writes whole
// pages, so one of 64 entries costs little more than one of 16.
const busyGroup = 8

/** The commits since the process began, what they held, and how long they took. */
const noCommits = { commits: 0, entries: 0, seconds: 0 }

/** Groups entries into commits: while one commit is under way, the entries for the next one collect. */
export function groupCommit(commit: Commit) {
  const counts = { ...noCommits }
  const none: Waiting[] = []
  const state = { waiting: none, busy: false, lastSize: 0 }

  const flush = async () => {
    while (state.waiting.length) {
      const group = state.waiting
      state.waiting = []
      state.lastSize = group.length
      const began = performance.now()
      await commitGroup(commit, group)
      counts.commits++
      counts.entries += group.length
      counts.seconds += (performance.now() - began) / 1000
    }
    state.busy = false
  }
  const soon = () => setImmediate(() => void flush())

  const add = (entry: Entry): Promise<void> =>
    new Promise((resolve, reject) => {
      state.waiting.push({ entry, resolve, reject })
      if (state.busy) return
      state.busy = true
      if (state.lastSize >= busyGroup) setImmediate(soon)
      else soon()
    })
  return { add, counts: () => ({ ...counts }) }
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
