// An older version of the program, from the history of the repository.
import { mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { run } from '../../program.ts'

const root = join(import.meta.dirname, '../../..')
const workspaces = ['contract', 'server', 'console']

type OldVersion = { commit: string; launcher: string }

/** Checks a commit out for the time of the work: by default the one before the last migration was added. */
export async function withOldVersion<T>(wanted: string | undefined, work: (old: OldVersion) => Promise<T>): Promise<T> {
  const git = (...words: string[]) => run('git', words, { cwd: root }).trim()
  const added = git('log', '-1', '--diff-filter=A', '--format=%H', '--', 'server/migrations')
  const commit = git('rev-parse', '--short', wanted ?? `${added}^`)
  const folder = mkdtempSync(join(tmpdir(), 'mediary-old-'))
  git('worktree', 'add', '--quiet', '--detach', folder, commit)
  try {
    linkPackages(folder)
    return await work({ commit, launcher: join(folder, 'server/bin/mediary.js') })
  } finally {
    git('worktree', 'remove', '--force', folder)
    rmSync(folder, { recursive: true, force: true })
  }
}

/** It takes the packages of this version, and its own workspaces. */
function linkPackages(folder: string) {
  const [from, to] = [join(root, 'node_modules'), join(folder, 'node_modules')]
  mkdirSync(join(to, '@mediary'), { recursive: true })
  for (const name of readdirSync(from))
    if (!name.startsWith('.') && name !== '@mediary') symlinkSync(join(from, name), join(to, name))
  for (const name of workspaces) symlinkSync(join(folder, name), join(to, '@mediary', name))
}
