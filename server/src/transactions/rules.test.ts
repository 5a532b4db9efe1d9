import assert from 'node:assert/strict'
import { test } from 'node:test'
import { finalStatus, statusCodes } from './rules.ts'

const ends: [primary: number, secondaries: number[], asynchronous: boolean, status: string][] = [
  [200, [], false, 'Successful'],
  [200, [200, 201], false, 'Successful'],
  [200, [302], false, 'Completed'],
  [200, [404], false, 'Completed'],
  [200, [200, 500], false, 'Completed with error(s)'],
  [404, [503], false, 'Completed with error(s)'],
  [404, [200], false, 'Completed'],
  [404, [], false, 'Completed'],
  [302, [], false, 'Completed'],
  [304, [200], false, 'Completed'],
  [500, [], false, 'Failed'],
  [502, [200], false, 'Failed'],
  [502, [500], false, 'Failed'],
  [202, [], true, 'Pending Async'],
  [202, [200], true, 'Pending Async'],
  [202, [404], true, 'Pending Async'],
  [202, [500], true, 'Completed with error(s)'],
  [404, [], true, 'Completed'],
  [404, [404], true, 'Pending Async'],
  [500, [], true, 'Failed'],
]
for (const [primary, secondaries, asynchronous, status] of ends)
  test(`primary ${primary}, secondaries [${secondaries}]${asynchronous ? ', asynchronous' : ''}: ${status}`, () =>
    assert.equal(finalStatus(primary, { secondaries, asynchronous }), status))

const patterns: [patterns: string | undefined, status: number, called: boolean][] = [
  [undefined, 500, true],
  ['', 404, true],
  ['200', 200, true],
  ['200', 201, false],
  ['2**', 204, true],
  ['2**,3**', 302, true],
  ['2**, 404', 404, true],
  ['404,5**', 503, true],
  ['2**,3**', 404, false],
]
for (const [codes, status, called] of patterns)
  test(`a route that waits for "${codes ?? 'anything'}" is ${called ? '' : 'not '}called after ${status}`, () =>
    assert.equal(statusCodes(codes)(status), called))
