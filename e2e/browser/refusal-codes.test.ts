import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { refusalCodes } from '@mediary/contract/operations/refusals'

// Every refusal is made by a browser test that reads the answer and looks at its row.

const folder = import.meta.dirname
const sources = readdirSync(folder)
  .filter((file) => /^refusal-.*\.test\.ts$/.test(file) && file !== 'refusal-codes.test.ts')
  .map((file) => readFileSync(join(folder, file), 'utf8'))

for (const code of refusalCodes)
  test(`${code} is made and looked at in the browser`, () => {
    assert.ok(
      sources.some((source) => source.includes(`code: '${code}'`)),
      code,
    )
  })
