import { readdirSync, readFileSync } from 'node:fs'

export function killQuietly(pid: number) {
  try {
    process.kill(pid, 'SIGKILL')
  } catch {
    // It had ended by itself.
  }
}

/** A process and all it started, itself included. */
export function processesBelow(root: number) {
  const all = allProcesses()
  const below = (pid: number): typeof all =>
    all.filter((one) => one.parent === pid).flatMap((one) => [one, ...below(one.pid)])
  return [...all.filter(({ pid }) => pid === root), ...below(root)]
}

export const allProcesses = () =>
  readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => {
      try {
        const stat = readFileSync(`/proc/${name}/stat`, 'utf8')
        const parent = Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1])
        const command = readFileSync(`/proc/${name}/cmdline`, 'utf8').replaceAll('\0', ' ')
        return [{ pid: Number(name), parent, command, kind: toKind(command) }]
      } catch {
        return []
      }
    })

const toKind = (command: string) =>
  /\bworker\.[jt]s\b/.test(command) ? 'worker' : /\bcontrol\.[jt]s\b/.test(command) ? 'control' : 'primary'

export function readEnvironment(pid: number) {
  try {
    return readFileSync(`/proc/${pid}/environ`, 'utf8')
  } catch {
    return ''
  }
}
