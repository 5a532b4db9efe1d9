import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readViewQuery } from './rules.ts'

test('the query of an address is saved without the dialog or the page that is open', () => {
  assert.equal(readViewQuery('?status=Failed&q=took%3A%3E2s&rerun=matching'), '?status=Failed&q=took%3A%3E2s')
  assert.equal(readViewQuery('?page=3'), '')
  assert.equal(readViewQuery(''), '')
})
