import { execFileSync, spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { cpus, release } from 'node:os'

/** The cores for the target and for the load generator, in the format of `taskset`; undefined: not pinned. */
export type Cores = { target: string; generator: string } | undefined

export function coresFor(workers: number): Cores {
  const allowed = allowedCores()
  if (allowed.length < 2) return undefined
  const split = Math.min(workers, allowed.length - 1)
  return { target: allowed.slice(0, split).join(), generator: String(allowed[split]) }
}

function allowedCores() {
  const list = /^Cpus_allowed_list:\s*(\S+)$/m.exec(readFileSync('/proc/self/status', 'utf8'))?.[1] ?? '0'
  return list.split(',').flatMap((range) => {
    const [first = 0, last = first] = range.split('-').map(Number)
    return Array.from({ length: last - first + 1 }, (_, index) => first + index)
  })
}

/** The bench's own process must not disturb what it measures. */
export function pin(pid: number, cores: string | undefined) {
  if (cores) execFileSync('taskset', ['--all-tasks', '--cpu-list', '--pid', cores, String(pid)], { stdio: 'ignore' })
}

// program, Debian package
const tools = [
  ['nginx', 'nginx'],
  ['haproxy', 'haproxy'],
  ['wrk', 'wrk'],
  ['ab', 'apache2-utils'],
  ['openssl', 'openssl'],
  ['taskset', 'util-linux'],
] as const

/** Installs what is missing when it may, else says what to install. */
export function provideTools() {
  const missing = () => tools.filter(([program]) => !onPath(program)).map(([, debian]) => debian)
  if (missing().length === 0) return
  if (process.getuid?.() === 0 && onPath('apt-get')) {
    const options = ['install', '--yes', '--no-install-recommends', ...missing()]
    const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
    spawnSync('apt-get', ['update', '--quiet'], { stdio: 'ignore', env })
    spawnSync('apt-get', options, { stdio: ['ignore', 'ignore', 'inherit'], env })
  }
  if (missing().length > 0) throw new Error(`Install ${missing().join(', ')} (Debian's packages), then run again.`)
}

const onPath = (program: string) => spawnSync('which', [program], { stdio: 'ignore' }).status === 0

export const describeMachine = () =>
  [
    ['CPU', `${cpus()[0]?.model ?? 'unknown'}, ${allowedCores().length} core(s) for us`],
    ['kernel', release()],
    ['Node', process.version],
    ['nginx', readVersion('nginx', '-v')],
    ['HAProxy', readVersion('haproxy', '-v')],
    ['wrk', readVersion('wrk', '-v')],
    ['ab', readVersion('ab', '-V')],
    ['OpenSSL', readVersion('openssl', 'version')],
  ] as const

function readVersion(program: string, flag: string) {
  const { stdout, stderr } = spawnSync(program, [flag], { encoding: 'utf8' })
  return /\d+\.\d+[\w.+-]*/.exec(`${stdout}${stderr}`)?.[0] ?? 'unknown'
}
