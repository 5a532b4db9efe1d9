import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Transaction } from '@mediary/contract/transactions'
import { countTotal, toPage } from './pages.ts'

const id = '0123456789abcdef01234567'
const headers = (more: Record<string, string> = {}) =>
  new Headers({
    Link: `</transactions?filters=%7B%7D&before=${id}>; rel="next", </transactions?after=x>; rel="prev"`,
    'X-Total-Count': '1000',
    'X-Total-Count-Is': 'at-least',
    ...more,
  })
const row = { _id: id } as Transaction

test('a page goes on where the server says, and knows how far was looked when time was up', () => {
  assert.equal(toPage([], headers()).next, id)
  assert.equal(toPage([], headers()).searchedTo, undefined)
  assert.equal(toPage([], headers({ 'X-Searched-To': '2026-01-01T00:00:00Z' })).searchedTo, '2026-01-01T00:00:00Z')
  assert.equal(toPage([], new Headers()).next, undefined)
})

test('the total is what the server says, is exact once the end is reached, and never less than what is shown', () => {
  const first = toPage([row], headers())
  assert.deepEqual(countTotal([first]), { count: 1000, kind: 'at-least' })
  assert.deepEqual(countTotal([toPage([row], headers({ 'X-Total-Count': '0' }))]), { count: 1, kind: 'at-least' })
  assert.deepEqual(countTotal([first, toPage([row], new Headers())]), { count: 2, kind: 'exact' })
  assert.equal(countTotal([]), undefined)
})
