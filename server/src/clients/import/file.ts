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

const simplify = (name: string) => name.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '')

const columnsByName = new Map<string, ImportColumn>([
  ...Object.entries(otherNames),
  ...importColumns.map((column) => [simplify(column), column] as const),
])

export const toWrongCell = (line: number, column: string, { message, reason, parameters }: Issue): WrongCell => ({
  line,
  column,
  problem: { message, reason, parameters },
})

/** Returns the lines of a file; those that cannot be read are wrong. */
export function readClientFile(bytes: Uint8Array): ClientFile {
  const { records, error } = readCsv(decodeCsv(bytes))
  const [head, ...others] = records
  if (!head) return { lines: [], wrong: [error ? explainError(error, []) : toWrongCell(1, '', issue('', 'csv-empty'))] }
  const names = head.cells.map((cell) => cell.trim())
  const wrongHead = checkHead(head.line, names)
  if (wrongHead.length) return { lines: [], wrong: wrongHead }
  const surplus = others[maxImportedClients]
  if (surplus) {
    const tooMany = issue('', 'csv-too-many-lines', { max: maxImportedClients })
    return { lines: [], wrong: [toWrongCell(surplus.line, '', tooMany)] }
  }
  const columns = names.map((name) => columnsByName.get(simplify(name)))
  return {
    lines: others.map((record) => toLine(record, columns)),
    wrong: [
      ...others.flatMap(({ line, cells }) =>
        cells.length > names.length
          ? [toWrongCell(line, String(names.length + 1), issue('', 'csv-too-many-cells'))]
          : [],
      ),
      ...(error ? [explainError(error, names)] : []),
    ],
  }
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
  const wrong = names.flatMap((name) => {
    const column = columnsByName.get(simplify(name))
    if (!column)
      return [toWrongCell(line, name, issue('', 'csv-column-unknown', { columns: importColumns.join(', ') }))]
    if (seen.has(column)) return [toWrongCell(line, name, issue('', 'csv-column-repeated'))]
    seen.add(column)
    return []
  })
  if (!seen.has('clientID')) wrong.push(toWrongCell(line, 'clientID', issue('', 'required')))
  return wrong
}

const explainError = ({ line, cell, kind }: CsvError, names: readonly string[]) =>
  toWrongCell(line, names[cell] ?? String(cell + 1), issue('', `csv-${kind}`))
