import { execFileSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { setTimeout as wait } from 'node:timers/promises'

const microsecondsPerTick = 1_000_000 / Number(execFileSync('getconf', ['CLK_TCK'], { encoding: 'utf8' }))
const quiet = { every: 200, forMicroseconds: 10_000, atMost: 5_000 }

type Process = { pid: number; parent: number; microseconds: number }

/** CPU time, user and system, that each process of the tree below `root` has used so far. */
export function readCpu(root: number): Map<number, number> {
  return new Map(listTree(root).map(({ pid, microseconds }) => [pid, microseconds]))
}

/** A process that ended in between would take its time with it, so its end is an error. */
export function cpuBetween(before: Map<number, number>, after: Map<number, number>) {
  for (const pid of before.keys()) if (!after.has(pid)) throw new Error(`Process ${pid} ended under load.`)
  return [...after].reduce((sum, [pid, microseconds]) => sum + microseconds - (before.get(pid) ?? 0), 0)
}

/** Waits for work that was put off, such as checkpoints, so that it is charged to the load that caused it. */
export async function untilQuiet(root: number) {
  const deadline = Date.now() + quiet.atMost
  for (let before = readCpu(root); Date.now() < deadline; ) {
    await wait(quiet.every)
    const now = readCpu(root)
    if (cpuBetween(before, now) <= quiet.forMicroseconds) return
    before = now
  }
}

export const residentMebibytes = (root: number) =>
  listTree(root)
    .map(({ pid }) => Number(/^VmRSS:\s+(\d+)/m.exec(read(`/proc/${pid}/status`))?.[1] ?? 0))
    .reduce((sum, kibibytes) => sum + kibibytes / 1024, 0)

/**
 * The memory of a process in mebibytes. Proportional (PSS): what several processes share, also of other programs, counts once in
 * all. Anonymous: what it has of its own, without the text of Node.
 */
export type ProcessMemory = { name: string; proportional: number; anonymous: number; resident: number }

export const listMemory = (root: number): ProcessMemory[] =>
  listTree(root).map(({ pid }) => {
    const rollup = read(`/proc/${pid}/smaps_rollup`)
    const readMebibytes = (field: string) =>
      Number(new RegExp(`^${field}:\\s+(\\d+)`, 'm').exec(rollup)?.[1] ?? 0) / 1024
    const [, name = 'supervisor'] = /\b(worker|control)\b[^/]*$/.exec(read(`/proc/${pid}/cmdline`)) ?? []
    return {
      name,
      proportional: readMebibytes('Pss'),
      anonymous: readMebibytes('Pss_Anon'),
      resident: readMebibytes('Rss'),
    }
  })

function listTree(root: number): Process[] {
  const all = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => parse(read(`/proc/${name}/stat`)))
  const members = new Set([root])
  // A child may stand before its parent in the list.
  for (let before = 0; before !== members.size; ) {
    before = members.size
    for (const { pid, parent } of all) if (members.has(parent)) members.add(pid)
  }
  return all.filter(({ pid }) => members.has(pid))
}

/** proc(5): after the name in parentheses, which may hold anything, field 3 is the state, 4 the parent, 14 utime, 15 stime. */
function parse(stat: string): Process[] {
  const pid = Number.parseInt(stat, 10)
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  if (!pid || fields[0] === 'Z') return []
  const ticks = Number(fields[11]) + Number(fields[12])
  return [{ pid, parent: Number(fields[1]), microseconds: ticks * microsecondsPerTick }]
}

function read(path: string) {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return ''
  }
}
