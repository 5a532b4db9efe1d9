// Files as people and spreadsheets make them: each is read as it was meant, or refused with line, column and one sentence.
import assert from 'node:assert/strict'
import { importColumns } from '@mediary/contract/clients/import'
import { configurationApi } from '../../testing/configuration.ts'
import { onBothEngines } from '../../testing/stores.ts'

/** A file with the names that it holds, or with what is wrong in it. */
type Case = { file: string | Uint8Array } & (
  | { names: Record<string, string>; wrong?: undefined }
  | { names?: undefined; wrong: string[] }
)

const byteOrderMark = '\uFEFF'
const head = 'clientID,name,roles,clientDomain'
/** One line of a file: a client that is recognised by its Domain. */
const line = (id: string, name: string) => `${id},${name},nurse,${id}.example`
const file = (...lines: string[]) => [head, ...lines].join('\n')
const utf16 = (text: string, order: 'le' | 'be') => {
  const bytes = Buffer.from(text, 'utf16le')
  return order === 'le' ? bytes : bytes.swap16()
}
const join = (...all: (string | number[])[]) =>
  Buffer.concat(all.map((one) => (typeof one === 'string' ? Buffer.from(one) : Buffer.from(one))))

const text = file(line('c-1', 'Clínica 1'), line('c-2', '診療所'))
const both = { 'c-1': 'Clínica 1', 'c-2': '診療所' }
const megabyte = 'x'.repeat(1_000_000)
const manyColumns = Array.from({ length: 100 }, (_, i) => `column ${i}`)

const cases: Record<string, Case> = {
  'UTF-8': { file: text, names: both },
  'UTF-8 with its mark': { file: byteOrderMark + text, names: both },
  'UTF-16 LE with its mark': { file: utf16(byteOrderMark + text, 'le'), names: both },
  'UTF-16 BE with its mark': { file: utf16(byteOrderMark + text, 'be'), names: both },
  'UTF-16 LE without a mark': { file: utf16(text, 'le'), names: both },
  'UTF-16 BE without a mark': { file: utf16(text, 'be'), names: both },
  'UTF-16 that begins with a quotation mark': {
    file: utf16(text.replace('clientID', '"clientID"'), 'le'),
    names: both,
  },
  'UTF-16 that ends in the middle of a letter': {
    file: utf16(byteOrderMark + text.replace('診療所', 'Two'), 'le').subarray(0, -1),
    wrong: ['3 clientDomain csv-unreadable'],
  },
  'half of a letter of UTF-16': {
    file: utf16(`${byteOrderMark}${file(line('c-1', 'Clinic \uD83D'))}`, 'le'),
    wrong: ['2 name csv-unreadable'],
  },
  'Latin-1': { file: Buffer.from(file(line('c-1', 'Clínica 1')), 'latin1'), names: { 'c-1': 'Clínica 1' } },
  'Latin-1 with two bytes that are a letter of UTF-8': {
    file: Buffer.from(file(line('c-1', '«\u00a0CAFÉ\u00a0»')), 'latin1'),
    names: { 'c-1': '«\u00a0CAFÉ\u00a0»' },
  },
  'Latin-1 of Windows': {
    file: join(`${head}\nc-1,Dr O`, [0x92], 'Hara ', [0x80], ',nurse,c-1.example'),
    names: { 'c-1': 'Dr O’Hara €' },
  },
  'a byte that Windows does not have': {
    file: join(`${head}\nc-1,Clinic `, [0x81], ',nurse,c-1.example'),
    wrong: ['2 name csv-unreadable'],
  },
  'UTF-8 with a damaged letter': {
    file: join(`${head}\n${line('c-1', 'Clínica 1')}\nc-2,Cl`, [0xc3], 'nica,nurse,c-2.example'),
    wrong: ['3 name csv-unreadable'],
  },
  'UTF-8 with its mark and a damaged letter': {
    file: join(byteOrderMark, `${head}\nc-1,Cl`, [0xed], 'nica,nurse,c-1.example'),
    wrong: ['2 name csv-unreadable'],
  },
  'a zero in a cell': { file: file(line('c-1', 'Clinic\0 1')), wrong: ['2 name csv-unreadable'] },
  'a zero in free text': {
    file: 'clientID,name,roles,clientDomain,description\nc-1,One,nurse,c-1.example,"two\nlines\0"',
    wrong: ['2 description csv-unreadable'],
  },
  'a zero in a heading': { file: `client\0ID,name\nc-1,One`, wrong: ['1 1 csv-unreadable', '1 clientID required'] },
  'a quotation mark that is never closed': {
    file: file(line('c-1', 'One'), 'c-2,"Two,nurse,c-2.example', line('c-3', 'Three')),
    wrong: ['3 name csv-quote-not-closed'],
  },
  'a quotation mark in the heading that is never closed': {
    file: `"clientID,name\nc-1,One`,
    wrong: ['1 1 csv-quote-not-closed'],
  },
  'a quotation mark inside of a cell': { file: file(line('c-1', 'Dr "Bob"')), wrong: ['2 name csv-quote-inside'] },
  'lines that end with CR': {
    file: file(line('c-1', 'One'), line('c-2', 'Two')).replaceAll('\n', '\r'),
    names: { 'c-1': 'One', 'c-2': 'Two' },
  },
  'lines that end in three ways, and empty ones': {
    file: `${head}\r\n\r\n${line('c-1', 'One')}\r${line('c-2', 'Two')}\n\n\n`,
    names: { 'c-1': 'One', 'c-2': 'Two' },
  },
  'a cell of 1 MB': { file: file(line('c-1', megabyte)), wrong: ['2 name too-long'] },
  'a cell of 1 MB of free text': {
    file: `clientID,name,roles,clientDomain,description\nc-1,One,nurse,c-1.example,"${megabyte}"`,
    wrong: ['2 description too-long'],
  },
  'a Client ID of 1 MB': {
    file: `${head}\n${megabyte},One,nurse,c-1.example`,
    wrong: ['2 clientID too-long'],
  },
  'a heading of 1 MB': {
    file: `clientID,${megabyte}\nc-1,One`,
    wrong: [`1 ${megabyte.slice(0, 100)} csv-column-unknown`],
  },
  '100 unknown columns': {
    file: `${head},${manyColumns.join()}\n${line('c-1', 'One')}`,
    wrong: manyColumns.map((name) => `1 ${name} csv-column-unknown`),
  },
  '100 columns without a heading and a cell': {
    file: `${head}${','.repeat(96)}\n${line('c-1', 'One')}${','.repeat(96)}`,
    names: { 'c-1': 'One' },
  },
  'a cell in a column without a heading': {
    file: `${head},,\n${line('c-1', 'One')},,lost`,
    wrong: ['2 6 csv-too-many-cells'],
  },
  'a column without a heading between others': {
    file: 'clientID,,name\nc-1,,One',
    wrong: ['1 2 csv-column-unknown'],
  },
  'a heading twice': {
    file: `${head},name\n${line('c-1', 'One')},Uno`,
    wrong: ['1 name csv-column-repeated'],
  },
  'two headings for one column': {
    file: `${head},CN\n${line('c-1', 'One')},c.example`,
    wrong: ['1 CN csv-column-repeated'],
  },
  'headings in other case and with spaces': {
    file: ` CLIENT  id ,Client-Name,ROLES, Certificate CN \n${line('c-1', 'One')}`,
    names: { 'c-1': 'One' },
  },
  'tabs between the cells': { file: text.replaceAll(',', '\t'), names: both },
  'semicolons between the cells': { file: text.replaceAll(',', ';'), names: both },
  'a first line that names the separator': { file: `sep=;\r\n${text.replaceAll(',', ';')}`, names: both },
  'a mark before a quotation mark': {
    file: `${byteOrderMark}"clientID","name","roles","clientDomain"\n"c-1","One","nurse","c-1.example"`,
    names: { 'c-1': 'One' },
  },
  'two marks, as of a file that was saved twice': { file: byteOrderMark + byteOrderMark + text, names: both },
  'a mark in the middle, as of two files in one': {
    file: `${file(line('c-1', 'One'))}\n${byteOrderMark}${line('c-2', 'Two')}`,
    names: { 'c-1': 'One', 'c-2': 'Two' },
  },
  'two separators in the heading': {
    file: `clientID,name;roles\nc-1,One;nurse`,
    wrong: ['1 name;roles csv-column-unknown'],
  },
  'another separator in a line': {
    file: file(line('c-1', 'One'), 'c-2;Two;nurse;c-2.example'),
    wrong: ['3 name required', '3 roles required'],
  },
  'names that look like formulas': {
    file: file(
      line('c-1', '=1+1'),
      line('c-2', '"\t=1+1"'),
      line('c-3', ' =1+1'),
      line('c-4', '＝1+1'),
      line('c-5', '" ＠SUM(A1)"'),
      line('c-6', "'=1+1"),
    ),
    names: { 'c-1': '=1+1', 'c-2': '=1+1', 'c-3': '=1+1', 'c-4': '＝1+1', 'c-5': '＠SUM(A1)', 'c-6': '=1+1' },
  },
  'only spaces': { file: '   \n  ', wrong: ['1 clientID required'] },
  'only a mark': { file: byteOrderMark, wrong: ['1  csv-empty'] },
  'no file of text': {
    file: Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 0x0d, 0x49]),
    wrong: ['1 ‰PNG csv-column-unknown', '1 clientID required'],
  },
}

type Wrong = { line: number; column: string; problem: { reason: string; message: string } }

onBothEngines('hostile files are read as they were meant, or refused at line and column', async (database) => {
  const api = configurationApi(database)
  const list = async () => (await api.get('/clients')).body as { _id: string; clientID: string; name: string }[]
  for (const [what, { file, names, wrong }] of Object.entries(cases)) {
    const { body } = await api.importFile(file, '?dryRun=true')
    const found: Wrong[] = body.wrong
    assert.deepEqual(
      found.map(({ line, column, problem }) => `${line} ${column} ${problem.reason}`),
      wrong ?? [],
      what,
    )
    for (const { problem } of found) assert.doesNotMatch(problem.message, /\n|\. [A-Z]/, `${what}: one sentence`)
    const { status } = await api.importFile(file)
    assert.equal(status, wrong ? 400 : 200, what)
    const clients = await list()
    assert.deepEqual(Object.fromEntries(clients.map(({ clientID, name }) => [clientID, name])), names ?? {}, what)
    if (!names) continue
    const again = (await api.importFile(file)).body
    const count = clients.length
    assert.deepEqual([again.new, again.changed, again.same], [0, 0, count], `${what}: twice is no change`)
    const exported = await api.exportFile()
    assert.doesNotMatch(exported, /(?:^|[,\n])"?\s*[=+\-@＝＋－＠]/, `${what}: no formula leaves`)
    const back = (await api.importFile(exported)).body
    assert.deepEqual([back.new, back.changed, back.same], [0, 0, count], `${what}: its export is no change`)
    for (const { _id } of clients) assert.equal((await api.delete(`/clients/${_id}`)).status, 200)
  }
})

onBothEngines('an export of hostile texts is imported again as it was', async (database) => {
  const api = configurationApi(database)
  const texts = ['\t=1', ' =1', '＝1', "'＝1", "' =1", '\r\n+1', '"', '""', ';', '=', "'", "''=", '\u00a0@x']
  for (const [i, description] of texts.entries()) {
    const client = { clientID: `c-${i}`, name: `One ${i}`, roles: ['nurse'], clientDomain: `c-${i}.example` }
    assert.equal((await api.post('/clients', { ...client, description, contactPerson: description })).status, 201)
  }
  const before = (await api.get('/clients')).body
  const exported = await api.exportFile()
  const { body } = await api.importFile(exported)
  assert.deepEqual([body.new, body.changed, body.same], [0, 0, texts.length])
  assert.deepEqual((await api.get('/clients')).body, before)
})

onBothEngines('every column of an import may be in capitals and have spaces', async (database) => {
  const api = configurationApi(database)
  for (const column of importColumns) {
    const spaced = column.replace(/[A-Z]/g, (letter) => ` ${letter}`).toUpperCase()
    const { body } = await api.importFile(`${spaced}${column === 'clientID' ? '' : ',client id'}\n`, '?dryRun=true')
    assert.deepEqual(body.wrong, [], column)
  }
})
