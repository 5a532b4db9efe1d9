import { execFileSync } from 'node:child_process'
import { availableParallelism } from 'node:os'

/** When, on what kind of machine and of which commit something was measured. */
export const machine = () =>
  `${new Date().toISOString().slice(0, 16)}Z, ${availableParallelism()} cores, Node ${process.version}, commit ${commit()}`

function commit() {
  try {
    const git = (...args: string[]) => execFileSync('git', args, { cwd: import.meta.dirname, encoding: 'utf8' }).trim()
    return git('rev-parse', '--short', 'HEAD') + (git('status', '--porcelain') ? ' and changes' : '')
  } catch {
    return 'unknown'
  }
}
