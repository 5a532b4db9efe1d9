// Reads the lines of a file of clients, and names their columns.
import { type ImportColumn, importColumns, maxImportedClients, type WrongCell } from '@mediary/contract/clients/import'
import { type Issue, issue } from '@mediary/contract/problem'
import { type CsvError, type CsvRecord, decodeCsv, fromSafeCell, readCsv } from '../../platform/text/csv.ts'

/** A line of a file. A cell that the line does not have is absent. */
export type FileLine = { line: number; cells: ReadonlyMap<ImportColumn, string> }
export type ClientFile = { lines: FileLine[]; wrong: WrongCell[] }

/** Other names of the columns, in lower case and without spaces and punctuation. */
const otherNames: Record<string, ImportColumn> = {
  id: 'clientID',
  clientname: 'name',
  role: 'roles',
  domain: 'clientDomain',
  cn: 'clientDomain',
  commonname: 'clientDomain',
  certificatecn: 'clientDomain',
  certificatedomain: 'clientDomain',
  organisation: 'organization',
  software: 'softwareName',
  contact: 'contactPerson',
  email: 'contactPersonEmail',
  contactemail: 'contactPersonEmail',
  fingerprint: 'certFingerprint',
  certificatefingerprint: 'certFingerprint',
  customtoken: 'token',
  enroll: 'enrol',
  enrolment: 'enrol',
}

/** A line of names that a person wrote has few errors. */
const maxWrongNames = 100
const maxShownName = 100

const simplify = (name: string) => name.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '')

const columnsByName = new Map<string, ImportColumn>([
  ...Object.entries(otherNames),
  ...importColumns.map((column) => [simplify(column), column] as const),
])

export const toWrongCell = (line: number, column: string, { message, reason, parameters }: Issue): WrongCell => ({
  line,
  column: column.slice(0, maxShownName),
  problem: { message, reason, parameters },
})

/** Returns the lines of a file; those that cannot be read are wrong. */
export function readClientFile(bytes: Uint8Array): ClientFile {
  const { records, error } = readCsv(decodeCsv(bytes))
  const [head, ...others] = records
  if (!head) return { lines: [], wrong: [error ? explainError(error, []) : toWrongCell(1, '', issue('', 'csv-empty'))] }
  const names = listNames(head)
  const wrongHead = checkHead(head.line, names)
  if (wrongHead.length) return { lines: [], wrong: wrongHead }
  const surplus = others[maxImportedClients]
  if (surplus) {
    const tooMany = issue('', 'csv-too-many-lines', { max: maxImportedClients })
    return { lines: [], wrong: [toWrongCell(surplus.line, '', tooMany)] }
  }
  const columns = names.map((name) => columnsByName.get(simplify(name)))
  return {
    lines: others.filter(isReadable).map((record) => toLine(record, columns)),
    wrong: [...others.flatMap((record) => checkCells(record, names)), ...(error ? [explainError(error, names)] : [])],
  }
}

/** Returns the names of the columns. Spreadsheets write empty cells up to the last column that ever was in use. */
const listNames = ({ cells }: CsvRecord) => {
  const names = cells.map((cell) => cell.trim())
  return names.slice(0, names.findLastIndex((name) => name !== '') + 1)
}

/** Zeros, and what has no meaning in any encoding that a file may have. */
const unreadable = /[\0\x80-\x9f\uFFFD]/

const isReadable = ({ cells }: CsvRecord) => !cells.some((cell) => unreadable.test(cell))

function checkCells({ line, cells }: CsvRecord, names: readonly string[]): WrongCell[] {
  const surplus = cells.findIndex((cell, i) => i >= names.length && cell.trim() !== '')
  return [
    ...cells
      .slice(0, names.length)
      .flatMap((cell, i) =>
        unreadable.test(cell) ? [toWrongCell(line, names[i] ?? '', issue('', 'csv-unreadable'))] : [],
      ),
    ...(surplus >= 0 ? [toWrongCell(line, String(surplus + 1), issue('', 'csv-too-many-cells'))] : []),
  ]
}

const toLine = ({ line, cells }: CsvRecord, columns: readonly (ImportColumn | undefined)[]): FileLine => ({
  line,
  cells: new Map(
    columns.flatMap((column, i) => {
      const cell = cells[i]
      return column === undefined || cell === undefined ? [] : [[column, fromSafeCell(cell)] as const]
    }),
  ),
})

function checkHead(line: number, names: readonly string[]): WrongCell[] {
  const seen = new Set<ImportColumn>()
  const wrong = names.flatMap((name, i) => {
    if (unreadable.test(name)) return [toWrongCell(line, String(i + 1), issue('', 'csv-unreadable'))]
    const column = columnsByName.get(simplify(name))
    if (!column) {
      const unknown = issue('', 'csv-column-unknown', { columns: importColumns.join(', ') })
      return [toWrongCell(line, name || String(i + 1), unknown)]
    }
    if (seen.has(column)) return [toWrongCell(line, name, issue('', 'csv-column-repeated', { column }))]
    seen.add(column)
    return []
  })
  wrong.splice(maxWrongNames)
  if (!seen.has('clientID')) wrong.push(toWrongCell(line, 'clientID', issue('', 'required')))
  return wrong
}

const explainError = ({ line, cell, kind }: CsvError, names: readonly string[]) =>
  toWrongCell(line, names[cell] || String(cell + 1), issue('', `csv-${kind}`))
