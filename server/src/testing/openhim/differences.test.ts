// What the migration guide says of the world around the gateway is shown by tests, and nothing that is shown here is missing from the guide.
import assert from 'node:assert/strict'
import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { documentedDifferences } from './differences.ts'

const root = join(import.meta.dirname, '../../../..')
const guide = readFileSync(join(root, 'docs/guides/migration.md'), 'utf8')

/** Returns the first column of the table below a heading. */
function readTable(heading: string): string[] {
  const [, after = ''] = guide.split(`\n## Differences: ${heading}\n`)
  const [table = ''] = after.split('\n## ')
  const rows = table.split('\n').filter((line) => line.startsWith('| '))
  return rows.slice(1).map((row) => row.slice(2, row.indexOf(' | ')))
}

for (const [heading, tests] of Object.entries(documentedDifferences))
  test(`each difference of ${heading} in the migration guide has a test, and each that has one is in the guide`, () => {
    assert.deepEqual(readTable(heading).toSorted(), Object.keys(tests).toSorted())
  })

test('each test that shows a difference exists', () => {
  const files = globSync(['server/src/**/*.test.ts', 'server/src/testing/openhim/recorded/*.ts'], { cwd: root })
  const sources = files.map((file) => readFileSync(join(root, file), 'utf8')).join('\n')
  const names = [...sources.matchAll(/(?:\b(?:test|onBothEngines)\(\s*|title: )['"`]([^\n]*)/g)].map(
    ([, name = '']) => name,
  )
  const isNamed = (part: string) => names.some((name) => name.includes(part))
  const named = Object.values(documentedDifferences).flatMap((tests) => Object.values(tests))
  assert.deepEqual(
    named.filter((name) => !isNamed(name)),
    [],
  )
})
