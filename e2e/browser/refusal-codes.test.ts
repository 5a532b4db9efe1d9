import assert from 'node:assert/strict'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { type RefusalCode, refusalCodes } from '@mediary/contract/operations/refusals'

// Every refusal is made by a browser test that looks at its row, or stands here with the reason why none does.

const untested: Partial<Record<RefusalCode, string>> = {
  malformed: 'The software of the client must change: no press helps. e2e/hostile.test.ts reads the row.',
  'too-slow': 'The line of the client must change. e2e/hostile.test.ts reads the row.',
  'client-gone': 'The client hung up: there is nothing to press, and nobody reads an answer.',
  'not-implemented': 'The client uses a feature that the gateway does not have.',
  'unknown-expectation': 'The software of the client must change.',
  'proxy-protocol': 'The proxy or the settings must change, which only the start of the program reads.',
  'gateway-failed': 'It is a fault of the program, which no request can cause on purpose.',
  'too-many-passwords': 'It passes by itself. The row names the address.',
  'early-certificate': 'As an expired one: the clocks must be compared. e2e/certificate-matrix.test.ts reads the row.',
  'revoked-certificate':
    'As an expired one: its button leads to an enrolment code. e2e/certificate-recognition.test.ts revokes one.',
  'wrong-usage': 'The client needs another certificate. e2e/certificate-matrix.test.ts reads the row.',
  'too-deep':
    'A setting decides it, which only the start of the program reads. e2e/certificate-matrix.test.ts reads the row.',
  'no-route': 'The API refuses a channel without an enabled route: only an earlier version or a damaged store has one.',
  'not-recorded': 'The store must fail. e2e/store-faults.test.ts makes it fail.',
  many: 'It stands for other refusals of the same second.',
}

const folder = import.meta.dirname
const sources = readdirSync(folder)
  .filter((file) => /^refusal-.*\.test\.ts$/.test(file) && file !== 'refusal-codes.test.ts')
  .map((file) => readFileSync(join(folder, file), 'utf8'))

for (const code of refusalCodes)
  test(`${code} is tested in the browser, or has a reason why it is not`, () => {
    const isTested = sources.some((source) => source.includes(`code: '${code}'`))
    const reason = untested[code]
    assert.equal(
      isTested,
      reason === undefined,
      isTested ? 'it is tested: remove its reason' : 'it has no test and no reason',
    )
    for (const [file] of reason?.matchAll(/e2e\/[\w-]+\.test\.ts/g) ?? [])
      assert.ok(existsSync(join(folder, '../..', file)), file)
  })
