// Runs test files in this process, as `node --test --test-isolation=none` does, for a quarter less of the CPU time.
//
// The test runner follows every promise with a hook of async_hooks, to tell to which test a stray error belongs. A test that
// asks a store makes many thousands of promises. Without the hook such an error still fails the run: it belongs to the file.
import asyncHooks from 'node:async_hooks'
import { spec } from 'node:test/reporters'

const { createHook } = asyncHooks
const inert = { enable: () => inert, disable: () => inert }
const isTestRunner = () => new Error().stack?.includes('node:internal/test_runner/') ?? false
Object.assign(asyncHooks, {
  createHook: (callbacks: Parameters<typeof createHook>[0]) => (isTestRunner() ? inert : createHook(callbacks)),
})

// Loaded when the hook has been replaced.
const { run } = await import('node:test')
run({ files: process.argv.slice(2), isolation: 'none', timeout: 240_000 })
  .on('test:summary', ({ success }) => {
    if (!success) process.exitCode = 1
  })
  .compose(spec)
  .pipe(process.stdout)
