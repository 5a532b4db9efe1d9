import assert from 'node:assert/strict'
import { test } from 'node:test'
import { countStatuses, NoExport, nameRecord, readEntries, sortResults, toBody } from './file.ts'

const lab = { name: 'lab' }
const emr = { clientID: 'emr-1', name: '' }

test('the documents of a file are listed in its order, whether a list is around them or not', () => {
  const expected = [
    { model: 'Channels', record: lab },
    { model: 'Clients', record: emr },
    { model: 'Keystore', record: {} },
  ]
  const file = { Channels: [lab], Clients: [emr], Keystore: {} }
  for (const one of [file, [file]]) assert.deepEqual(readEntries(JSON.stringify(one)), expected)
})

test('what is no export is refused', () => {
  for (const text of ['', 'nonsense', '7', '"text"', '[1]', 'null', '[[]]'])
    assert.throws(() => readEntries(text), NoExport, text)
})

test('chosen documents go back under the names of their collections', () => {
  const entries = readEntries(JSON.stringify([{ Channels: [lab] }, { Channels: [lab], Clients: [emr] }]))
  assert.deepEqual(toBody(entries), { Channels: [lab, lab], Clients: [emr] })
  assert.deepEqual(toBody([]), {})
})

test('a document has the name that the server says, or its own', () => {
  assert.equal(nameRecord(lab, 'uid'), 'uid')
  assert.equal(nameRecord(lab), 'lab')
  assert.equal(nameRecord(emr), 'emr-1')
  assert.equal(nameRecord('text'), '')
})

test('errors come first, then conflicts, and among equals those with a message', () => {
  const result = (status: 'Valid' | 'Error' | 'Conflict', message = '') => ({ status, message })
  const sorted = sortResults([result('Valid'), result('Valid', 'note'), result('Conflict'), result('Error')])
  assert.deepEqual(sorted, [result('Error'), result('Conflict'), result('Valid', 'note'), result('Valid')])
  assert.deepEqual(countStatuses(sorted), [
    ['Error', 1],
    ['Conflict', 1],
    ['Valid', 2],
  ])
})
