import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { decodeCsv, fromSafeCell, readCsv, writeCsv } from './csv.ts'

const cell = fc.string({
  unit: fc.constantFrom('a', 'é', '😀', ' ', '"', "'", ',', ';', '\t', '\r', '\n', '=', '-', '+', '@'),
})
// A record of one empty cell is an empty line.
const table = fc.array(fc.array(cell, { minLength: 2, maxLength: 4 }), { minLength: 1, maxLength: 6 })
const readCells = (text: string) => readCsv(text).records.map(({ cells }) => cells)

test('every table that is written is read again as it was', () => {
  fc.assert(
    fc.property(table, (records) => {
      const read = readCells(decodeCsv(new TextEncoder().encode(writeCsv(records))))
      assert.deepEqual(
        read.map((cells) => cells.map(fromSafeCell)),
        records,
      )
    }),
  )
})

test('no cell that is written begins as a formula', () => {
  fc.assert(
    fc.property(table, (records) => {
      for (const written of readCells(writeCsv(records)).flat()) assert.doesNotMatch(written, /^[=+\-@\t\r\n]/)
    }),
  )
})

test('every separator, line end and quoting of a table is read alike', () => {
  const separator = fc.constantFrom(',', ';', '\t')
  const lineEnd = fc.constantFrom('\r\n', '\n', '\r')
  fc.assert(
    fc.property(table, separator, lineEnd, fc.nat(3), (records, between, end, emptyLines) => {
      const all = [records[0]?.map((_, i) => `column ${i}`) ?? [], ...records]
      const lines = all.map((cells) => cells.map((one) => `"${one.replaceAll('"', '""')}"`).join(between))
      assert.deepEqual(readCells(lines.join(end) + end.repeat(emptyLines)), all)
    }),
  )
})

test('a record is counted from the line on which it begins', () => {
  const { records } = readCsv('a,b\r\n"one\r\ntwo",x\r\n\r\nlast,y')
  assert.deepEqual(records, [
    { line: 1, cells: ['a', 'b'] },
    { line: 2, cells: ['one\r\ntwo', 'x'] },
    { line: 5, cells: ['last', 'y'] },
  ])
})

test('a quotation mark that is not closed, or stands inside a cell, is an error with its line and cell', () => {
  assert.deepEqual(readCsv('a,b\n1,"2\n3,4').error, { line: 2, cell: 1, kind: 'quote-not-closed' })
  assert.deepEqual(readCsv('a,b\n1,2\nDr "Bob",4').error, { line: 3, cell: 0, kind: 'quote-inside' })
  assert.deepEqual(readCsv('a,b\n1,"2"x').error, { line: 2, cell: 1, kind: 'quote-inside' })
  assert.deepEqual(readCsv('a,b\n1,2\nDr "Bob",4').records.length, 2)
})

test('UTF-8 with or without a byte order mark, UTF-16 and Latin-1 are read', () => {
  const text = 'name;place\nMbarara;Côte d’Ivoire'
  const utf16 = Buffer.from(`\uFEFF${text}`, 'utf16le')
  const latin1 = Buffer.from(text.replace('’', '\x92'), 'latin1')
  for (const bytes of [Buffer.from(text), Buffer.from(`\uFEFF${text}`), utf16, latin1])
    assert.deepEqual(readCells(decodeCsv(bytes)), [
      ['name', 'place'],
      ['Mbarara', 'Côte d’Ivoire'],
    ])
})
