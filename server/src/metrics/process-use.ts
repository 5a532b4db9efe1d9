// What the processes of a node use, for Prometheus. The names are those of OpenHIM's metrics.
import { monitorEventLoopDelay } from 'node:perf_hooks'

/** The use of a process of processor and memory. `commits`: what it has written to the record since it began. */
export type ProcessUse = {
  process: 'supervisor' | 'control' | 'gateway'
  pid: number
  startedAt: number
  cpuSeconds: { user: number; system: number }
  residentBytes: number
  heapBytes: { used: number; total: number }
  /** Of the time since the last measurement, in seconds. */
  lag: { mean: number; p99: number; max: number }
  commits?: CommitCounts
}
type CommitCounts = { commits: number; entries: number; seconds: number }

/** Milliseconds between two measurements. */
export const measureEvery = 5_000
/** Milliseconds after which a process that says nothing is gone. */
const maxAge = 3 * measureEvery

/** Returns the function that measures this process. */
export function processMeter(kind: ProcessUse['process']) {
  const delay = monitorEventLoopDelay({ resolution: 50 })
  delay.enable()
  const startedAt = Date.now() - process.uptime() * 1000
  const toSeconds = (nanoseconds: number) => (Number.isFinite(nanoseconds) ? nanoseconds / 1e9 : 0)

  return (): ProcessUse => {
    const { user, system } = process.cpuUsage()
    const { rss, heapUsed, heapTotal } = process.memoryUsage()
    const lag = {
      mean: toSeconds(delay.mean),
      p99: toSeconds(delay.percentile(99)),
      max: toSeconds(delay.max),
    }
    delay.reset()
    return {
      process: kind,
      pid: process.pid,
      startedAt,
      cpuSeconds: { user: user / 1e6, system: system / 1e6 },
      residentBytes: rss,
      heapBytes: { used: heapUsed, total: heapTotal },
      lag,
    }
  }
}

/** Returns the newest measurements of the processes of a node. */
export function processUses(now: () => number = Date.now) {
  const uses = new Map<number, { use: ProcessUse; at: number }>()
  return {
    add: (use: ProcessUse) => void uses.set(use.pid, { use, at: now() }),
    text(): string[] {
      for (const [pid, { at }] of uses) if (at < now() - maxAge) uses.delete(pid)
      const living = [...uses.values()].map(({ use }) => use)
      return families.flatMap((family) => print(family, living))
    },
  }
}

type Family = { name: string; type: 'counter' | 'gauge'; help: string; read: (use: ProcessUse) => number | undefined }

const families: readonly Family[] = [
  {
    name: 'openhim_process_cpu_user_seconds_total',
    type: 'counter',
    help: 'Processor time of the program itself, in seconds.',
    read: ({ cpuSeconds }) => cpuSeconds.user,
  },
  {
    name: 'openhim_process_cpu_system_seconds_total',
    type: 'counter',
    help: 'Processor time of the system for the program, in seconds.',
    read: ({ cpuSeconds }) => cpuSeconds.system,
  },
  {
    name: 'openhim_process_cpu_seconds_total',
    type: 'counter',
    help: 'Processor time, in seconds.',
    read: ({ cpuSeconds }) => cpuSeconds.user + cpuSeconds.system,
  },
  {
    name: 'openhim_process_start_time_seconds',
    type: 'gauge',
    help: 'When the process started, in seconds since 1970.',
    read: ({ startedAt }) => startedAt / 1000,
  },
  {
    name: 'openhim_process_resident_memory_bytes',
    type: 'gauge',
    help: 'Resident memory. What processes share counts in each.',
    read: ({ residentBytes }) => residentBytes,
  },
  {
    name: 'openhim_nodejs_heap_size_used_bytes',
    type: 'gauge',
    help: 'Memory of JavaScript objects.',
    read: ({ heapBytes }) => heapBytes.used,
  },
  {
    name: 'openhim_nodejs_heap_size_total_bytes',
    type: 'gauge',
    help: 'Memory that is reserved for JavaScript objects.',
    read: ({ heapBytes }) => heapBytes.total,
  },
  {
    name: 'openhim_nodejs_eventloop_lag_mean_seconds',
    type: 'gauge',
    help: 'How long work waited for its turn in the last seconds, mean.',
    read: ({ lag }) => lag.mean,
  },
  {
    name: 'openhim_nodejs_eventloop_lag_p99_seconds',
    type: 'gauge',
    help: 'How long work waited for its turn in the last seconds, at most in 99 of 100 cases.',
    read: ({ lag }) => lag.p99,
  },
  {
    name: 'openhim_nodejs_eventloop_lag_max_seconds',
    type: 'gauge',
    help: 'How long work waited for its turn in the last seconds, at most.',
    read: ({ lag }) => lag.max,
  },
  {
    name: 'mediary_commits_total',
    type: 'counter',
    help: 'Commits to the record.',
    read: ({ commits }) => commits?.commits,
  },
  {
    name: 'mediary_commit_entries_total',
    type: 'counter',
    help: 'Entries in the commits to the record. Divided by the commits: how many share one.',
    read: ({ commits }) => commits?.entries,
  },
  {
    name: 'mediary_commit_seconds_total',
    type: 'counter',
    help: 'Time of the commits to the record, in seconds.',
    read: ({ commits }) => commits?.seconds,
  },
]

function print({ name, type, help, read }: Family, uses: readonly ProcessUse[]): string[] {
  const lines = uses.flatMap((use) => {
    const value = read(use)
    return value === undefined ? [] : [`${name}{process="${use.process}",pid="${use.pid}"} ${value}`]
  })
  // Whoever looks right after a start sees which metrics there are.
  return [`# HELP ${name} ${help}`, `# TYPE ${name} ${type}`, ...lines]
}
