const interval = 1_000

/**
 * Returns a function that passes lines on, at most this many a second. A process that logs without end must not keep the
 * others busy; its lines still reach standard output.
 */
export function limitLines(pass: (line: string) => void, { maxPerSecond = 100, now = Date.now } = {}) {
  const state = { since: now(), passed: 0, dropped: 0 }
  return (line: string) => {
    const at = now()
    if (at - state.since >= interval) {
      if (state.dropped > 0) pass(describeDropped(state.dropped, at))
      Object.assign(state, { since: at, passed: 0, dropped: 0 })
    }
    if (state.passed >= maxPerSecond) {
      state.dropped++
      return
    }
    state.passed++
    pass(line)
  }
}

const describeDropped = (dropped: number, time: number) =>
  JSON.stringify({
    level: 40,
    time,
    name: 'log',
    pid: process.pid,
    dropped,
    msg: 'further lines stand in standard output only',
  })
