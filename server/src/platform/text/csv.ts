// Reads and writes CSV as RFC 4180 describes it, and as spreadsheets write it.

/** A record of a CSV file. `line` is the line on which it begins. */
export type CsvRecord = { line: number; cells: string[] }

/** The first error of a CSV file: its line, and the index of the cell in its record. */
export type CsvError = { line: number; cell: number; kind: 'quote-not-closed' | 'quote-inside' }

type Csv = { records: CsvRecord[]; error?: CsvError }

const separators = [',', ';', '\t']
/** The mark by which spreadsheets recognise UTF-8. */
export const byteOrderMark = '\uFEFF'

/**
 * Returns the text of a CSV file: UTF-16, UTF-8, or else Latin-1 as Windows has it. What is no text in its encoding
 * becomes U+FFFD.
 */
export function decodeCsv(bytes: Uint8Array): string {
  const utf16 = findUtf16(bytes)
  if (utf16) return new TextDecoder(utf16).decode(bytes)
  const text = new TextDecoder('utf-8').decode(bytes)
  const unreadable = text.match(/\uFFFD/g)?.length ?? 0
  if (unreadable === 0) return text
  // Damaged UTF-8 read as Latin-1 would turn every "é" of the file into "Ã©".
  const beginsAsUtf8 = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf
  const readable = text.match(/[^\0-\x7f\uFFFD]/gu)?.length ?? 0
  return beginsAsUtf8 || readable >= unreadable ? text : new TextDecoder('windows-1252').decode(bytes)
}

/** Finds UTF-16 by its mark, or by the zero beside the first letter, which is an ASCII one. */
function findUtf16([first, second]: Uint8Array): string | undefined {
  if (first === undefined || second === undefined) return undefined
  if ((first === 0xff && second === 0xfe) || (first !== 0 && second === 0)) return 'utf-16le'
  if ((first === 0xfe && second === 0xff) || (first === 0 && second !== 0)) return 'utf-16be'
  return undefined
}

/** Reads the records of a CSV file, without empty lines. Records after an error are not read. */
export function readCsv(text: string): Csv {
  const reader = new CsvReader(text)
  const records: CsvRecord[] = []
  while (!reader.atEnd) {
    const record = reader.readRecord()
    if ('kind' in record) return { records, error: record }
    if (record.cells.length > 1 || record.cells[0] !== '') records.push(record)
  }
  return { records }
}

class CsvReader {
  readonly #text: string
  readonly #separator: string
  #at = 0
  #line = 1

  constructor(text: string) {
    this.#text = text.startsWith(byteOrderMark) ? text.slice(1) : text
    // Spreadsheets of Microsoft write and read a first line that names the separator.
    const [line, named] = /^"?sep=([,;\t])"?(?:\r\n|\r|\n)/i.exec(this.#text) ?? []
    this.#separator = named ?? findSeparator(this.#text)
    if (line === undefined) return
    this.#at = line.length
    this.#line++
  }

  get atEnd() {
    return this.#at >= this.#text.length
  }

  readRecord(): CsvRecord | CsvError {
    const record: CsvRecord = { line: this.#line, cells: [] }
    for (;;) {
      const line = this.#line
      const cell = this.#text[this.#at] === '"' ? this.#readQuoted() : this.#readPlain()
      if (cell === undefined) return { line, cell: record.cells.length, kind: 'quote-not-closed' }
      record.cells.push(cell)
      if (this.#text[this.#at] === this.#separator) this.#at++
      else if (this.#skipLineEnd()) return record
      else return { line: this.#line, cell: record.cells.length - 1, kind: 'quote-inside' }
    }
  }

  /** Returns the text up to the closing quotation mark; two of them stand for one. */
  #readQuoted(): string | undefined {
    let cell = ''
    for (let from = this.#at + 1; ; ) {
      const end = this.#text.indexOf('"', from)
      if (end < 0) return undefined
      cell += this.#text.slice(from, end)
      if (this.#text[end + 1] !== '"') {
        this.#at = end + 1
        this.#line += cell.match(/\r\n|\r|\n/g)?.length ?? 0
        return cell
      }
      cell += '"'
      from = end + 2
    }
  }

  #readPlain(): string {
    const from = this.#at
    while (this.#at < this.#text.length && !this.#endsPlain(this.#text[this.#at])) this.#at++
    return this.#text.slice(from, this.#at)
  }

  #endsPlain(letter: string | undefined) {
    return letter === this.#separator || letter === '\n' || letter === '\r' || letter === '"'
  }

  #skipLineEnd(): boolean {
    if (this.atEnd) return true
    const letter = this.#text[this.#at]
    if (letter !== '\r' && letter !== '\n') return false
    this.#at += letter === '\r' && this.#text[this.#at + 1] === '\n' ? 2 : 1
    this.#line++
    return true
  }
}

/** Returns the separator that stands most often in the first record, outside of quotation marks. */
function findSeparator(text: string): string {
  const [head = ''] = text.replace(/"[^"]*("|$)/g, '').split(/[\r\n]/, 1)
  const counts = separators.map((separator) => head.split(separator).length)
  return separators[counts.indexOf(Math.max(...counts))] ?? ','
}

/** Returns a CSV file with a byte order mark, by which spreadsheets recognise UTF-8. */
export const writeCsv = (records: readonly (readonly string[])[]): string =>
  byteOrderMark + records.map(writeCsvRecord).join('')

export const writeCsvRecord = (cells: readonly string[]): string =>
  `${cells.map((cell) => quote(toSafeCell(cell))).join(',')}\r\n`

const quote = (cell: string) => (/[",;\t\r\n]|^\s|\s$|^$/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell)

/**
 * Marks a cell that a spreadsheet would run as a formula as text, by an apostrophe before it. Some spreadsheets ignore
 * spaces before a formula, and take the wide forms of its first sign.
 */
const toSafeCell = (cell: string) => (/^'*(?:[\t\r\n]|\s*[=+\-@＝＋－＠])/.test(cell) ? `'${cell}` : cell)

/** Returns the cell that `toSafeCell` marked. */
export const fromSafeCell = (cell: string): string =>
  /^'+(?:[\t\r\n]|\s*[=+\-@＝＋－＠])/.test(cell) ? cell.slice(1) : cell
