import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'

const cases = [
  { what: 'a test that passes', body: "test('one', () => undefined)", status: 0 },
  { what: 'a test that fails', body: "test('one', () => { throw new Error('wrong') })", status: 1 },
  {
    what: 'an error that nobody awaits',
    body: "test('one', () => { setImmediate(() => { throw new Error('stray') }) })",
    status: 1,
  },
  {
    what: 'a rejection that nobody handles',
    body: "test('one', () => void Promise.reject(new Error('stray')))",
    status: 1,
  },
  { what: 'a file that cannot be loaded', body: "import './nothing.js'", status: 1 },
]

for (const { what, body, status } of cases)
  test(`${what} ends the run with ${status}`, (t) => {
    const folder = mkdtempSync(join(tmpdir(), 'mediary-run-files-'))
    t.after(() => rmSync(folder, { recursive: true, force: true }))
    const file = join(folder, 'one.test.js')
    writeFileSync(join(folder, 'package.json'), '{"type":"module"}')
    writeFileSync(file, `import { test } from 'node:test'\n${body}\n`)
    const { NODE_TEST_CONTEXT: _, ...env } = process.env
    const run = spawnSync(process.execPath, [join(import.meta.dirname, 'run-files.ts'), file], {
      env,
      encoding: 'utf8',
    })
    assert.equal(run.status, status, run.stdout + run.stderr)
  })
