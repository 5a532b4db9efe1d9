import { spawnSync } from 'node:child_process'
import { globSync } from 'node:fs'
import { join } from 'node:path'
import { startPostgres } from '../server/src/testing/postgres.ts'

const root = join(import.meta.dirname, '..')

// One PostgreSQL for the whole run; each test makes a database of its own in it.
const postgres = await startPostgres()
const files = [
  'contract/src/**/*.test.ts',
  'server/src/**/*.test.ts',
  'console/src/**/*.test.ts',
  'e2e/**/*.test.ts',
].flatMap((pattern) => globSync(pattern, { cwd: root }).sort())
const { status } = spawnSync(
  process.execPath,
  ['--test', '--test-concurrency=2', '--test-timeout=240000', '--test-reporter=spec', ...files],
  {
    cwd: root,
    stdio: 'inherit',
    env: { ...process.env, MEDIARY_TEST_POSTGRES: postgres.url },
  },
)
await postgres.stop()
process.exitCode = status ?? 1
