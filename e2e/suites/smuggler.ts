import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import type { Outcome } from './outcome.ts'

/** Runs smuggler.py (github.com/defparam/smuggler) with its exhaustive list. An issue is a request that two readers read differently. */
export async function runSmuggler(folder: string, url: string): Promise<Outcome> {
  const child = spawn(
    'python3',
    [join(folder, 'smuggler.py'), '-u', url, '-t', '3', '-c', 'exhaustive.py', '--no-color'],
    {
      cwd: folder,
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  )
  const output: string[] = []
  child.stdout.on('data', (data) => output.push(String(data)))
  await once(child, 'close')
  const results = output
    .join('')
    .split(/[\r\n]+/)
    .filter((line) => /^\[[^\]+]+\]\s*: (?!Checking)/.test(line))
  const others = results.filter((line) => !/: (OK|DISCONNECTED)/.test(line))
  return { suite: 'smuggler.py, exhaustive', run: results.length, right: results.length - others.length, others }
}
