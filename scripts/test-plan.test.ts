import assert from 'node:assert/strict'
import { globSync } from 'node:fs'
import { test } from 'node:test'
import { planTests, root } from './test-plan.ts'

test('npm test runs every test file of the repository once', () => {
  const files = globSync('**/*.test.*', { cwd: root, exclude: ['**/node_modules/**', '**/dist/**'] })
  assert.ok(files.length > 100)
  assert.deepEqual(
    planTests()
      .flatMap((job) => job.files ?? [])
      .sort(),
    files.sort(),
  )
})
