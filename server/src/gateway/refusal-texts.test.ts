// The console words what the gateway records, and finds the reason by its English text (`contract/src/reasons/recognise.ts`).
import assert from 'node:assert/strict'
import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { recogniseReasons } from '@mediary/contract/reasons/recognise'

const folder = import.meta.dirname
const sources = globSync('**/*.ts', { cwd: folder, exclude: ['**/*.test.ts'] })
  .map((file) => readFileSync(join(folder, file), 'utf8'))
  .join('\n')

/** These are put together from two texts, so that the source alone does not show the whole. */
const composed = ['The channel "x" x', 'A credential of client "x" x', 'x switched off', 'The certificate "x" x']

const text = /(?:malformed\(|new Refusal\(\s*'[\w-]+',\s*\d+,\s*'[\w-]+',\s*|\breason: )(['`])((?:\\.|(?!\1).)+)\1/gs

test('every text with which the gateway refuses a request has a reason that the console can word', () => {
  const texts = [...sources.matchAll(text)].map(([, , literal = '']) => literal.replace(/\$\{[^}]*\}/g, 'x'))
  assert.ok(texts.length > 30, `${texts.length} texts found`)
  assert.deepEqual(
    // A text that begins with a small letter is a part of another one.
    texts.filter(
      (literal) => /^[A-Z]/.test(literal) && !composed.includes(literal) && recogniseReasons(literal).length === 0,
    ),
    [],
  )
})
