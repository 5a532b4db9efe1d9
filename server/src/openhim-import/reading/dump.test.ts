import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { gzipSync } from 'node:zlib'
import { Binary, Decimal128, Double, Int32, Long, ObjectId, serialize } from 'bson'
import { buildArchive, writeArchive, writeFolder, writeJson, writeTo } from '../../testing/openhim/dump.ts'
import { readDocument } from './bson-document.ts'
import { Crc64 } from './crc64.ts'
import { openDump } from './dump.ts'

function makeFolder(context: TestContext) {
  const folder = mkdtempSync(join(tmpdir(), 'mediary-dump-'))
  context.after(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

async function readAll(path: string, options = {}) {
  const found: Record<string, object[]> = {}
  for await (const { collection, bytes, place } of openDump(path, options).read())
    found[collection] = [...(found[collection] ?? []), readDocument(bytes, place)]
  return found
}

const id = new ObjectId('5f0000000000000000000001')
const documents = {
  clients: [
    { _id: id, clientID: 'emr', roles: ['a', 'b'], nested: { at: new Date(1_700_000_000_000), none: null } },
    { _id: new ObjectId('5f0000000000000000000002'), text: '} "é" \\ {', n: new Int32(7), d: new Double(1.5) },
  ],
  transactions: [{ _id: id, large: Long.fromString('4611686018427387905'), price: Decimal128.fromString('1.10') }],
  empty: [],
}
const plain = {
  clients: [
    {
      _id: id.toHexString(),
      clientID: 'emr',
      roles: ['a', 'b'],
      nested: { at: '2023-11-14T22:13:20.000Z', none: null },
    },
    { _id: '5f0000000000000000000002', text: '} "é" \\ {', n: 7, d: 1.5 },
  ],
  transactions: [{ _id: id.toHexString(), large: '4611686018427387905', price: '1.10' }],
}

const forms: Record<string, (folder: string) => string> = {
  'a folder of mongodump': (folder) => writeFolder(join(folder, 'dump'), documents),
  'the folder of one database': (folder) => join(writeFolder(join(folder, 'dump'), documents), 'openhim'),
  'a folder of mongodump with gzip': (folder) => writeFolder(join(folder, 'dump'), documents, { gzip: true }),
  'an archive of mongodump': (folder) => writeArchive(join(folder, 'openhim.archive'), documents),
  'an archive with gzip': (folder) => writeArchive(join(folder, 'openhim.archive.gz'), documents, { gzip: true }),
  'canonical JSON, one document a line': (folder) => writeJson(join(folder, 'json'), documents),
  'canonical JSON as a list': (folder) => writeJson(join(folder, 'json'), documents, { asList: true }),
}
for (const [form, write] of Object.entries(forms))
  test(`a dump is read from ${form}`, async (context) => {
    assert.deepEqual(await readAll(write(makeFolder(context))), plain)
  })

test('a dump is read from relaxed JSON, whose numbers are those of JSON', async (context) => {
  const path = writeJson(makeFolder(context), { clients: documents.clients }, { relaxed: true, asList: true })
  assert.deepEqual(await readAll(path), { clients: plain.clients })
})

test('a JSON document that spans many chunks is read as one', async (context) => {
  const text = '{"}'.repeat(1_500_000)
  const path = writeJson(makeFolder(context), { clients: [{ text }, { text: 'next' }] })
  assert.deepEqual(await readAll(path), { clients: [{ text }, { text: 'next' }] })
})

test('the checksum is CRC-64 of xz: its check value is that of the standard', () => {
  const crc = new Crc64()
  for (const part of ['1234', '56789']) crc.add(Buffer.from(part))
  assert.equal(crc.value, 0x995dc9bbdf1939fan)
})

test('of several databases one must be chosen', async (context) => {
  const folder = makeFolder(context)
  writeTo(join(folder, 'other', 'clients.bson'), serialize({ a: 1 }))
  writeFolder(folder, { clients: [{ b: 2 }] })
  await assert.rejects(readAll(folder), /several databases: say which with --database/)
  assert.deepEqual(await readAll(folder, { database: 'openhim' }), { clients: [{ b: 2 }] })
})

const nested = (depth: number): object => (depth === 0 ? {} : { a: nested(depth - 1) })
const withLength = (length: number) => {
  const bytes = Buffer.from(serialize({ a: 'patient' }))
  bytes.writeInt32LE(length, 0)
  return bytes
}
const document = Buffer.from(serialize({ name: 'patient' }))
/** A string that claims to be longer than its document. */
const longText = Buffer.from(document)
longText.writeInt32LE(1_000_000, 10)

const archive = (damage: (sections: Buffer[]) => unknown) => {
  const sections = buildArchive({ clients: [{ a: 1 }, { a: 2 }] })
  damage(sections)
  return Buffer.concat(sections)
}
const header = (fields: object) =>
  Buffer.from(serialize({ db: 'openhim', collection: 'clients', EOF: false, ...fields }))
const terminator = Buffer.from([0xff, 0xff, 0xff, 0xff])

const hostile: Record<string, { file: string; content: Uint8Array | string; says: RegExp }> = {
  'a length of zero': {
    file: 'clients.bson',
    content: withLength(0),
    says: /clients\.bson, byte 0: a document cannot have 0 bytes/,
  },
  'a negative length': {
    file: 'clients.bson',
    content: withLength(-5),
    says: /byte 0: a document cannot have -5 bytes/,
  },
  'a length above the limit': {
    file: 'clients.bson',
    content: withLength(0x7fffffff),
    says: /cannot have 2147483647 bytes/,
  },
  'a length beyond the file': {
    file: 'clients.bson',
    content: withLength(1000),
    says: /byte 0: the file ends in the middle/,
  },
  'a length that is too short': {
    file: 'clients.bson',
    content: withLength(12),
    says: /does not end where its length says/,
  },
  'a truncated second document': {
    file: 'clients.bson',
    content: Buffer.concat([document, document.subarray(0, 9)]),
    says: new RegExp(`byte ${document.length}: the file ends in the middle`),
  },
  'two bytes at the end': {
    file: 'clients.bson',
    content: Buffer.concat([document, Buffer.from([1, 2])]),
    says: new RegExp(`byte ${document.length}: the file ends in the middle`),
  },
  'a text that is longer than its document': { file: 'clients.bson', content: longText, says: /not valid BSON/ },
  'documents in 120 levels': { file: 'clients.bson', content: serialize(nested(120)), says: /nested too deeply/ },
  'lists in a million levels of JSON': {
    file: 'clients.json',
    content: `{"a":${'['.repeat(1_000_000)}${']'.repeat(1_000_000)}}`,
    says: /nested too deeply/,
  },
  'JSON that is none': {
    file: 'clients.json',
    content: '{"a":1}\n{"a":,}',
    says: /clients\.json, byte 8: .*not Extended JSON/,
  },
  'JSON that ends too early': {
    file: 'clients.json',
    content: '[{"a":1},{"a":"',
    says: /byte 15: the file ends too early/,
  },
  'a list that is not closed': { file: 'clients.json', content: '[{"a":1}', says: /the file ends too early/ },
  'a list of numbers': { file: 'clients.json', content: '[1, 2]', says: /byte 1: the file is neither a list/ },
  'a second list': { file: 'clients.json', content: '[{}][{}]', says: /byte 4: the file is neither/ },
  'an endless JSON document': {
    file: 'clients.json',
    content: `{"a":"${'x'.repeat(51_000_000)}`,
    says: /more than \d+ bytes/,
  },
  'gzip that is cut off': { file: 'clients.bson.gz', content: gzipSync(document).subarray(0, 20), says: /gzip/ },
  'gzip that is none': { file: 'clients.bson.gz', content: 'no gzip at all', says: /gzip/ },
  'a gzip bomb': {
    file: 'clients.bson.gz',
    content: gzipSync(Buffer.alloc(80 * 1024 * 1024, serialize({ a: 'x'.repeat(1024 * 1024) }))),
    says: /expands to more than 300 times its size/,
  },
  'a file that is no archive': { file: 'openhim.archive', content: 'openhim', says: /not an archive of mongodump/ },
  'an empty file': { file: 'openhim.archive', content: '', says: /not an archive of mongodump/ },
  'an archive without a head': {
    file: 'a.archive',
    content: archive((sections) => sections.splice(1)),
    says: /no head/,
  },
  'an archive that ends in its head': {
    file: 'a.archive',
    content: archive((sections) => sections.splice(3)),
    says: /ends in its head/,
  },
  'an archive that ends in a collection': {
    file: 'a.archive',
    content: archive((sections) => sections.splice(6)),
    says: /ends in the middle of the collection clients/,
  },
  'an archive that ends before the end of a collection': {
    file: 'a.archive',
    content: archive((sections) => sections.splice(-2)),
    says: /ends before the end of the collection clients/,
  },
  'an archive with a wrong checksum': {
    file: 'a.archive',
    content: archive((sections) => sections.splice(-2, 1, header({ EOF: true, CRC: Long.fromNumber(5) }))),
    says: /the checksum of the collection clients is wrong/,
  },
  'an archive with a changed document': {
    file: 'a.archive',
    content: archive((sections) => sections.splice(5, 1, Buffer.from(serialize({ a: 3 })))),
    says: /the checksum of the collection clients is wrong/,
  },
  'an archive with a foreign collection': {
    file: 'a.archive',
    content: archive((sections) => sections.splice(4, 1, header({ collection: 'others' }))),
    says: /a collection that the head of the archive does not name/,
  },
  'an archive with a collection without a name': {
    file: 'a.archive',
    content: archive((sections) => sections.splice(2, 1, Buffer.from(serialize({ db: 'openhim' })))),
    says: /has no proper name/,
  },
  'an archive that goes on after the end': {
    file: 'a.archive',
    content: archive((sections) => sections.push(header({}), terminator)),
    says: /follows the end of its collection/,
  },
}
for (const [what, { file, content, says }] of Object.entries(hostile))
  test(`a hostile dump is refused in one sentence: ${what}`, async (context) => {
    const path = join(makeFolder(context), file)
    writeTo(path, content)
    await assert.rejects(readAll(path), (error: Error) => {
      assert.equal(error.name, 'CommandError')
      assert.match(error.message, says)
      assert.doesNotMatch(error.message, /\n|patient/)
      return true
    })
  })

test('binary data and a field of the name __proto__ stay what they are', () => {
  const bytes = serialize(JSON.parse('{"__proto__":{"a":1}}'))
  const place = { file: 'f', offset: 0 }
  const read = readDocument(bytes, place)
  assert.deepEqual(Object.entries(read), [['__proto__', { a: 1 }]])
  const { data } = readDocument(serialize({ data: new Binary(Buffer.from('body')) }), place)
  assert.equal(Buffer.from(data as Uint8Array).toString(), 'body')
})
