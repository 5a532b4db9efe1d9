// Reads the commands of a documentation page and runs them as a reader would, in Bash.
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'

const root = join(import.meta.dirname, '..')

/** Returns the fenced blocks of a page in this language, in order. */
export function listBlocks(page: string, language: string): string[] {
  const text = readFileSync(join(root, page), 'utf8')
  return [...text.matchAll(/^```(\w+)\n(.*?)^```$/gms)]
    .filter(([, name]) => name === language)
    .map(([, , block = '']) => block)
}

/** Starts a command that stays running; it and its children end with `end`. */
export function startCommand(command: string, env: Record<string, string>) {
  const output: string[] = []
  const child = spawn('bash', ['-c', command], { cwd: root, env, detached: true, stdio: ['ignore', 'pipe', 'pipe'] })
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (data) => output.push(String(data)))
  return { output: () => output.join(''), end: () => endGroup(child) }
}

async function endGroup(child: ChildProcess) {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return
  const ended = once(child, 'close')
  process.kill(-child.pid, 'SIGTERM')
  await ended
}

/** Runs blocks one after the other in one shell, as in one terminal; returns what each of them printed. */
export async function runBlocks(blocks: readonly string[], env: Record<string, string>): Promise<string[]> {
  const end = '=== end of block ==='
  const script = blocks.map((block) => `${block}\nprintf '%s' '${end}'\n`).join('')
  const child = spawn('bash', ['-e'], { cwd: root, env, stdio: ['pipe', 'pipe', 'pipe'] })
  const output: string[] = []
  const errors: string[] = []
  child.stdout.on('data', (data) => output.push(String(data)))
  child.stderr.on('data', (data) => errors.push(String(data)))
  child.stdin.end(script)
  const [code] = await once(child, 'close')
  if (code !== 0) throw new Error(`The page's commands ended with ${code}:\n${output.join('')}\n${errors.join('')}`)
  return output.join('').split(end).slice(0, -1)
}
