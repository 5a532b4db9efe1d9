// Tests of `server/bin/mediary.js`, in a copy of the folders that it looks at.
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { test } from 'node:test'

const launcher = join(import.meta.dirname, '../../bin/mediary.js')

/** Builds a program whose sources say "sources" and whose bundle says "bundle". Each file has an hour of the day. */
function startWith(context: { after(work: () => void): void }, hours: Record<string, number>) {
  const folder = mkdtempSync(join(tmpdir(), 'mediary-launcher-'))
  context.after(() => rmSync(folder, { recursive: true, force: true }))
  cpSync(launcher, join(folder, 'server/bin/mediary.js'))
  writeFileSync(join(folder, 'package.json'), '{"type":"module"}')
  const touch = (path: string, hour: number) => utimesSync(path, new Date(2026, 0, 1, hour), new Date(2026, 0, 1, hour))
  for (const [path, hour] of Object.entries(hours)) {
    const file = join(folder, path)
    mkdirSync(dirname(file), { recursive: true })
    if (path.endsWith('server/package.json')) writeFileSync(file, '{"type":"module"}')
    else writeFileSync(file, `console.log('${path.includes('dist') ? 'bundle' : 'sources'}')`)
    touch(file, hour)
  }
  for (const path of ['server/src/cli', 'server/src'].map((path) => join(folder, path)))
    if (existsSync(path)) touch(path, 1)
  const { stdout, stderr } = spawnSync(process.execPath, [join(folder, 'server/bin/mediary.js')], { encoding: 'utf8' })
  return stdout.trim() || stderr
}

test('the program runs its bundle when no source is newer', (context) => {
  assert.equal(startWith(context, { 'server/src/cli/main.ts': 8, 'server/dist/main.js': 9 }), 'bundle')
})

test('the program runs its sources when there is no bundle', (context) => {
  assert.equal(startWith(context, { 'server/src/cli/main.ts': 8 }), 'sources')
})

test('an installed package, which has no sources, runs its bundle even when another file is newer', (context) => {
  assert.equal(startWith(context, { 'server/dist/main.js': 8, 'server/package.json': 9 }), 'bundle')
})

for (const changed of [
  'server/src/cli/main.ts',
  'server/migrations/index.ts',
  'contract/src/api.ts',
  'package-lock.json',
])
  test(`the program runs its sources when ${changed} is newer than the bundle`, (context) => {
    const hours = { 'server/src/cli/main.ts': 8, 'server/dist/main.js': 9, [changed]: 10 }
    assert.equal(startWith(context, hours), 'sources')
  })
