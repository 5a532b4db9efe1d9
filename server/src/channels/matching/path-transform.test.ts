import assert from 'node:assert/strict'
import { test } from 'node:test'
import { PatternError } from '../../platform/patterns/pattern.ts'
import { compilePathTransform } from './path-transform.ts'

const table: [transform: string, path: string, result: string][] = [
  ['s/o/e/g', '/foo', '/fee'],
  ['s/o/e', '/foo', '/feo'],
  ['s/\\/foo\\/bar/', 'foo/foo/bar/bar', 'foo/bar'],
  ['s/\\/fhir\\/(.*)$/\\/$1/', '/fhir/Patient', '/Patient'],
  ['s/validate/$validate/', '/Patient/validate', '/Patient/$validate'],
  ['s/(a|b)+x/[$&]/g', '/abx/bx', '/[abx]/[bx]'],
]
for (const [transform, path, result] of table) {
  test(`${transform} makes ${result} of ${path}`, () => assert.equal(compilePathTransform(transform)(path), result))
}

test('a transform whose pattern could run away is refused', () => {
  assert.throws(() => compilePathTransform('s/(a+)+$/x/'), PatternError)
})
