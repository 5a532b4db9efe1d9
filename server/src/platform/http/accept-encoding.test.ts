import assert from 'node:assert/strict'
import { test } from 'node:test'
import { acceptsCoding } from './accept-encoding.ts'

for (const [accepted, accepts] of [
  ['gzip', true],
  ['br, GZIP;q=0.5', true],
  ['x-gzip', true],
  ['*', true],
  ['*;q=0', false],
  ['gzip;q=0, *', false],
  ['gzip; q=0.000', false],
  ['br, identity', false],
  ['', false],
  [undefined, false],
] as const)
  test(`Accept-Encoding "${accepted}" ${accepts ? 'takes' : 'does not take'} gzip`, () =>
    assert.equal(acceptsCoding(accepted, 'gzip'), accepts))
