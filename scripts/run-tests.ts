import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { globSync } from 'node:fs'
import { join } from 'node:path'
import { startPostgres } from '../server/src/testing/postgres.ts'

const root = join(import.meta.dirname, '..')

// These take so long that nobody would wait for them before each commit: `npm run test:long` runs them, and only them.
const long = [
  'e2e/{conformance,differential,pending-restart,polling,retry-routes,tcp-channels}.test.ts',
  'e2e/browser/{accessible,adding-clients,certificate-clients,editing-clients,enrolling,failing-server,finding,keeping,keyboard,others-at-work,setting-up,speed,transactions}.test.ts',
]
const wanted = process.argv.includes('--long')
const areLong = new Set(long.flatMap((pattern) => globSync(pattern, { cwd: root })))

// One PostgreSQL for the whole run; each test makes a database of its own in it.
const postgres = await startPostgres()
const files = [
  'contract/src/**/*.test.ts',
  'server/src/**/*.test.ts',
  'console/src/**/*.test.ts',
  'scripts/**/*.test.ts',
  'e2e/**/*.test.ts',
]
  .flatMap((pattern) => globSync(pattern, { cwd: root }).sort())
  .filter((file) => areLong.has(file) === wanted)
const tests = spawn(
  process.execPath,
  [
    '--conditions=mediary-testing',
    '--test',
    '--test-concurrency=2',
    '--test-timeout=240000',
    '--test-reporter=spec',
    ...files,
  ],
  {
    cwd: root,
    stdio: 'inherit',
    env: {
      ...process.env,
      MEDIARY_TEST_POSTGRES: postgres.url,
      // Half of what a short test file costs is to compile what it imports.
      NODE_COMPILE_CACHE: join(root, 'node_modules/.mediary/compiled'),
    },
  },
)
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => tests.kill('SIGTERM'))
const [code] = await once(tests, 'exit')
await postgres.stop()
process.exitCode = code ?? 1
