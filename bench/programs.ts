import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, openSync, readFileSync } from 'node:fs'
import { setTimeout as wait } from 'node:timers/promises'

export type Program = { pid: number; stop: () => Promise<void>; hasEnded: () => boolean; log: () => string }
type Start = {
  command: string
  args: string[]
  log: string
  cores: string | undefined
  env?: NodeJS.ProcessEnv
  cwd?: string
}

/** Starts a program of the bench, pinned; it ends by its own pid, and with the bench should that be killed. */
export function startProgram({ command, args, log, cores, env = process.env, cwd }: Start): Program {
  const output = openSync(log, 'a')
  const pinned = cores ? ['taskset', '--cpu-list', cores] : []
  const child = spawn('setpriv', ['--pdeathsig', 'TERM', ...pinned, command, ...args], {
    stdio: ['ignore', output, output],
    env,
    ...(cwd && { cwd }),
  })
  closeSync(output)
  child.on('error', () => {})
  return {
    pid: child.pid ?? 0,
    stop: () => end(child),
    hasEnded: () => ended(child),
    log: () => readFileSync(log, 'utf8').slice(-2000),
  }
}

const ended = (child: ChildProcess) => child.pid === undefined || child.exitCode !== null || child.signalCode !== null

async function end(child: ChildProcess) {
  if (ended(child)) return
  const exit = once(child, 'exit')
  child.kill('SIGTERM')
  const killing = setTimeout(() => child.kill('SIGKILL'), 10_000)
  await exit
  clearTimeout(killing)
}

/** Waits until the program does what it should; its log tells why when it does not. */
export async function until(
  what: string,
  holds: () => Promise<boolean>,
  program: Pick<Program, 'hasEnded' | 'log'>,
  milliseconds = 30_000,
) {
  const deadline = Date.now() + milliseconds
  while (!(await holds().catch(() => false))) {
    if (program.hasEnded() || Date.now() > deadline)
      throw new Error(`${what} did not come true. The program's log:\n${program.log()}`)
    await wait(50)
  }
}
