import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'

const count = 105

/** The numbers in the names of the tests: `[46, L51] …`. */
function provenBehaviours() {
  const files = readdirSync(import.meta.dirname).filter((name) => name.endsWith('.test.ts'))
  const sources = files.map((name) => readFileSync(join(import.meta.dirname, name), 'utf8'))
  const marks = sources.flatMap((source) => [...source.matchAll(/\btest\(\s*['"`]\[([^\]]+)\]/g)])
  return new Set(marks.flatMap(([, list = '']) => list.split(',').map((one) => Number(one.trim()))))
}

test('every behaviour of the Clients page, 1 to 105, is named by a test', () => {
  const proven = provenBehaviours()
  const missing = Array.from({ length: count }, (_, i) => i + 1).filter((number) => !proven.has(number))
  assert.deepEqual(missing, [])
})
