// Loaded into each process of the program (`node --import`): how long one turn of its event loop held everything else up. What the
// system gave to other programs meanwhile is taken off, so the figures are of our own code on a busy machine, too. The
// processor time of a turn and the time in which it waited inside a system call both count.
import { closeSync, openSync, readSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { performance } from 'node:perf_hooks'
import { isMainThread } from 'node:worker_threads'

/** Milliseconds: `held` in all, `computed` of it on the processor. */
export type Turn = { at: number; held: number; computed: number }
export type Turns = { program: string; seconds: number; maximums: Turn[]; over: number }

const folder = process.env.EVENT_LOOP_PROBE ?? '.'
const limit = Number(process.env.EVENT_LOOP_LIMIT ?? 20)
const kept = 20

// Linux: nanoseconds on the processor, and nanoseconds in which the thread was ready and another one ran.
const scheduled = openSync(`/proc/self/task/${process.pid}/schedstat`, 'r')
const bytes = Buffer.alloc(64)

function readSchedule() {
  const [computed = 0, waited = 0] = bytes.toString('latin1', 0, readSync(scheduled, bytes, 0, 64, 0)).split(' ')
  return { computed: Number(computed) / 1e6, waited: Number(waited) / 1e6 }
}

const read = () => ({ schedule: readSchedule(), use: performance.eventLoopUtilization() })
const state = { begun: 0, maximums: [] as Turn[], over: 0, last: read() }

/** Each millisecond: between two looks lies what was left of one millisecond, and at most one long turn. */
function look() {
  const { last } = state
  const now = read()
  state.last = now
  const held = now.use.active - last.use.active - (now.schedule.waited - last.schedule.waited)
  if (held > limit) state.over++
  if (state.maximums.length === kept && held <= (state.maximums.at(-1)?.held ?? 0)) return
  state.maximums.push({ at: Date.now(), held, computed: now.schedule.computed - last.schedule.computed })
  state.maximums.sort((a, b) => b.held - a.held)
  state.maximums.splice(kept)
}

function begin() {
  Object.assign(state, { begun: performance.now(), maximums: [], over: 0, last: read() })
}

function save() {
  const program = basename(process.argv[1] ?? '').replace(/\.[jt]s$/, '')
  const seconds = (performance.now() - state.begun) / 1_000
  const turns: Turns = { program, seconds, maximums: state.maximums, over: state.over }
  writeFileSync(join(folder, `${program}-${process.pid}.json`), JSON.stringify(turns))
  closeSync(scheduled)
}

// A thread beside the main one has an event loop of its own, which no request waits for.
if (isMainThread) {
  begin()
  setInterval(look, 1).unref()
  // What a start compiles is no part of the measurement.
  process.on('SIGUSR2', begin)
  process.on('exit', save)
}
