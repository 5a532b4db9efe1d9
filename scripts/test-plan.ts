// What `npm test` runs: the checks, and every test file of the repository, as jobs that run side by side.
import { globSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'

export const root = join(import.meta.dirname, '..')

/** A process of the run. `files` are the test files in it; `after` names a job that has to end first. */
export type Job = {
  name: string
  command: string
  args: string[]
  files?: string[]
  after?: string
  env?: Record<string, string>
}

const build = 'build'
const ignored = ['**/node_modules/**', '**/dist/**', 'data/**']

/** Returns every test file below the root, by path. */
export const listTestFiles = () => globSync('**/*.test.ts', { cwd: root, exclude: ignored }).sort()

const measureSize = (files: string[]) => files.reduce((sum, file) => sum + statSync(join(root, file)).size, 0)

/**
 * Returns the jobs of a run, those that take long first, so that no core waits for the last one: the browser tests, then those
 * that start the program, then the others. Among each kind a long text is the best sign of a long test.
 */
export function planTests(): Job[] {
  const files = listTestFiles().sort((a, b) => measureSize([b]) - measureSize([a]))
  const [browser, program, unit] = [
    files.filter((file) => file.startsWith('e2e/browser/')),
    files.filter((file) => file.startsWith('e2e/') && !file.startsWith('e2e/browser/')),
    files.filter((file) => !file.startsWith('e2e/')),
  ]
  return [
    { name: build, command: process.execPath, args: ['scripts/build.js'] },
    ...[...browser, ...program].map((file) => ({ ...testJob(file, [file]), after: build })),
    ...checks,
    ...groupByFolder(unit)
      .sort(([, a], [, b]) => measureSize(b) - measureSize(a))
      .map(([folder, group]) => testJob(folder, group)),
  ]
}

const checks: Job[] = [
  { name: 'format and lint (Biome)', command: 'npx', args: ['biome', 'check', '.'] },
  { name: 'types', command: process.execPath, args: ['scripts/types.js'] },
  { name: 'promises and switches (Oxlint)', command: 'npx', args: ['oxlint', '--type-aware', '.'] },
  { name: 'package-lock.json is complete', command: process.execPath, args: ['scripts/check-lock.ts'] },
]

/**
 * Files of one folder run in one process, which loads what they import once. Files of `e2e` each have a process, because
 * each starts programs of its own.
 */
function groupByFolder(files: string[]): [string, string[]][] {
  const groups = new Map<string, string[]>()
  for (const file of files) {
    const folder = /^server\/src\/[^/]+(?=\/)/.exec(file)?.[0] ?? /^[^/]+/.exec(dirname(file))?.[0] ?? file
    groups.set(folder, [...(groups.get(folder) ?? []), file])
  }
  return [...groups]
}

function testJob(name: string, files: string[]): Job {
  return {
    name,
    files,
    command: process.execPath,
    args: ['--conditions=mediary-testing', 'scripts/run-files.ts', ...files],
  }
}

/** Returns the long forms of what `npm test` runs in a short form. They run one after the other. */
export function planSoak(): Job[] {
  const proof = (name: string, ...args: string[]): Job => ({
    name: `proof:${name} ${args.join(' ')}`,
    command: process.execPath,
    args: [`e2e/proof/run-${name}.ts`, ...args],
  })
  const cheap = ({ args, ...job }: Job): Job => ({ ...job, args: ['--conditions=mediary-testing', ...args] })
  const longForm = (file: string): Job => ({
    name: file,
    command: process.execPath,
    args: ['--conditions=mediary-testing', '--test', '--test-isolation=none', file],
  })
  return [
    { name: build, command: process.execPath, args: ['scripts/build.js'] },
    longForm('e2e/browser/every-page-axe.test.ts'),
    longForm('e2e/credentials-model.test.ts'),
    {
      name: 'a body of a gigabyte',
      command: process.execPath,
      args: ['e2e/proof/run-bodies.ts', '--megabytes', '1000'],
    },
    cheap(proof('export')),
    proof('crash', '--kills', '100'),
    proof('crash', '--kills', '100', '--database', 'postgres'),
    proof('faults', '--rounds', '10'),
    proof('renewals'),
    proof('hostile'),
    cheap(proof('issues')),
    cheap(proof('issues', '--database', 'postgres')),
    cheap(proof('notices')),
    cheap(proof('notices', '--database', 'postgres')),
    {
      name: 'proof:nodes',
      command: process.execPath,
      args: ['--conditions=mediary-testing', 'e2e/proof/nodes/run.ts'],
    },
    {
      name: 'proof:credentials',
      command: process.execPath,
      args: ['--conditions=mediary-testing', 'e2e/proof/credentials/run.ts'],
    },
    {
      ...testJob('500 exchanges compared', ['e2e/differential.test.ts']),
      env: { MEDIARY_DIFFERENTIAL_RUNS: '500', MEDIARY_DIFFERENTIAL_MEGABYTES: '64' },
    },
    {
      ...testJob('what a search in a million transactions reads', ['server/src/transactions/search/bounds.test.ts']),
      env: { MEDIARY_SEARCH_ROWS: '1000000' },
    },
  ]
}
