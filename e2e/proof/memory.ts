// The memory of a process from outside, on Linux.
import { readFileSync } from 'node:fs'

/** Resident memory of a process that is its own, not shared with others or with files: bytes. */
const memory = (pid: number) =>
  Number(/RssAnon:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) * 1024

/** Begins to watch a process. The result ends it and returns how much the process has grown at most, in MB. */
export function watchMemory(pid: number): () => number {
  const before = memory(pid)
  const highest = { bytes: before }
  const watching = setInterval(() => {
    highest.bytes = Math.max(highest.bytes, memory(pid))
  }, 25)
  return () => {
    clearInterval(watching)
    return (highest.bytes - before) / 1_000_000
  }
}
