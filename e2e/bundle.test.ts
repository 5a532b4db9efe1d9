import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'

const dist = join(import.meta.dirname, '../server/dist')
const read = (file: string) => readFileSync(join(dist, file), 'latin1')

/** The files that a file of the bundle loads before it runs, and itself. */
function listLoaded(file: string, found = new Set<string>()): Set<string> {
  if (found.has(file)) return found
  found.add(file)
  for (const [, name = ''] of read(file).matchAll(/(?:^|[;\n}])(?:import|export)\b[^"'()]*["']\.\/([^"']+)["']/g))
    listLoaded(name, found)
  return found
}

const countBytes = (files: Set<string>) => [...files].reduce((sum, file) => sum + read(file).length, 0)

test('the supervisor loads neither the schemas nor the store', () => {
  const serve = readdirSync(dist).find((file) => /^serve-.*\.js$/.test(file))
  assert.ok(serve)
  assert.ok(countBytes(listLoaded(serve, listLoaded('main.js'))) < 250_000)
})

test('a gateway worker loads libraries that few need when it needs them', () => {
  const loaded = listLoaded('worker.js')
  assert.ok(loaded.size > 10)
  for (const library of ['json-path.js', 'postgres.js', 'x509.js', 'xml.js'])
    assert.ok(!loaded.has(library) && readdirSync(dist).includes(library), library)
})

test('no file of the bundle takes two bytes of memory for a character', () => {
  for (const file of readdirSync(dist)) assert.doesNotMatch(read(file), /[^\0-\x7f]/, file)
})
