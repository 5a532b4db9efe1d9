// Dumps that somebody made to harm: each is refused in one sentence, soon, and with little memory.
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { gzipSync } from 'node:zlib'
import { Long, serialize } from 'bson'
import { buildArchive, writeTo } from '../../testing/openhim/dump.ts'
import { readDocument } from './bson-document.ts'
import { openDump } from './dump.ts'

function makeFolder(context: TestContext) {
  const folder = mkdtempSync(join(tmpdir(), 'mediary-hostile-'))
  context.after(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

async function readAll(path: string) {
  for await (const { bytes, place } of openDump(path).read()) readDocument(bytes, place)
}

const int32 = (value: number) => {
  const bytes = Buffer.alloc(4)
  bytes.writeInt32LE(value)
  return bytes
}
/** A document of the bytes of its elements, with a right length or another one. */
const toDocument = (elements: Buffer, length = elements.length + 5) =>
  Buffer.concat([int32(length), elements, Buffer.from([0])])
const element = (type: number, content: Buffer) => Buffer.concat([Buffer.from([type]), Buffer.from('a\0'), content])
const text = (length: number, content: Buffer) => element(2, Buffer.concat([int32(length), content]))

/** A document within a document, so many levels deep: the bytes are written, no object is built. */
function nest(levels: number): Buffer {
  const head = 4 + 3
  const bytes = Buffer.alloc(levels * (head + 1) + 5)
  for (let level = 0; level < levels; level++) {
    bytes.writeInt32LE(bytes.length - level * (head + 1), level * head)
    bytes.write('\x03a\0', level * head + 4, 'latin1')
  }
  bytes.writeInt32LE(5, levels * head)
  return bytes
}

const archiveHead = (names: object[]) => {
  const [magic = Buffer.alloc(0), about = Buffer.alloc(0)] = buildArchive({})
  return Buffer.concat([magic, about, ...names.map((name) => Buffer.from(serialize(name)))])
}
const named = (collection: string, db = 'openhim') => ({ db, collection, metadata: '{}' })
const mebibyte = 1024 * 1024

const files: Record<string, { file?: string; content: () => Buffer; says: RegExp }> = {
  'a document within itself, 200,000 levels deep': { content: () => nest(200_000), says: /not valid BSON|too deeply/ },
  'a document in 101 levels': { content: () => nest(101), says: /nested too deeply/ },
  'a text that is no UTF-8': {
    content: () => toDocument(text(4, Buffer.from([0xc3, 0x28, 0xff, 0]))),
    says: /not valid BSON/,
  },
  'a text with a negative length': {
    content: () => toDocument(text(-1, Buffer.from('patient\0'))),
    says: /not valid BSON/,
  },
  'a text of length zero': { content: () => toDocument(text(0, Buffer.alloc(0))), says: /not valid BSON/ },
  'a text without its end': { content: () => toDocument(text(7, Buffer.from('patient'))), says: /not valid BSON/ },
  'a list that is longer than its document': {
    content: () => toDocument(element(4, toDocument(Buffer.alloc(0), 1000))),
    says: /not valid BSON/,
  },
  'a document within that is shorter than it is': {
    content: () => toDocument(element(3, toDocument(text(2, Buffer.from('b\0')), 6))),
    says: /not valid BSON/,
  },
  'binary data of two gigabytes in a document of 20 bytes': {
    content: () => toDocument(element(5, Buffer.concat([int32(0x7fffffff), Buffer.from([0])]))),
    says: /not valid BSON/,
  },
  'binary data with a negative length': {
    content: () => toDocument(element(5, Buffer.concat([int32(-2), Buffer.from([0])]))),
    says: /not valid BSON/,
  },
  'a type that BSON does not have': { content: () => toDocument(element(0x42, int32(1))), says: /not valid BSON/ },
  'the name of a field without its end': {
    content: () => toDocument(Buffer.from([2, 97, 98])),
    says: /not valid BSON/,
  },
  'code with a wrong length': {
    content: () => toDocument(element(15, Buffer.concat([int32(9_999), text(2, Buffer.from('b\0'))]))),
    says: /not valid BSON/,
  },
  'a length of one byte more than a document may have': {
    content: () => Buffer.concat([int32(16 * mebibyte + 16 * 1024 + 1), Buffer.alloc(100)]),
    says: /cannot have 16793601 bytes/,
  },
  'gzip within gzip': {
    file: 'clients.bson.gz',
    content: () => gzipSync(gzipSync(Buffer.from(serialize({ a: 1 })))),
    says: /the file ends in the middle of a document/,
  },
  'a bomb of many members of gzip': {
    file: 'clients.bson.gz',
    content: () => Buffer.concat(Array(200).fill(gzipSync(Buffer.from(serialize({ a: 'x'.repeat(mebibyte) }))))),
    says: /expands to more than 300 times its size/,
  },
  'a bomb in the head of an archive': {
    file: 'openhim.archive',
    content: () => {
      const member = gzipSync(Buffer.from(serialize({ ...named('clients'), metadata: 'x'.repeat(mebibyte) })))
      return Buffer.concat([gzipSync(archiveHead([])), ...Array(200).fill(member)])
    },
    says: /expands to more than 300 times its size/,
  },
  'an archive of 10,001 collections': {
    file: 'openhim.archive',
    content: () => archiveHead(Array.from({ length: 10_001 }, (_, n) => named(`c${n}`))),
    says: /names more than 10000 collections/,
  },
  'an archive with control characters in a name': {
    file: 'openhim.archive',
    content: () => archiveHead([named('clients\u001b[2J\n')]),
    says: /no proper name/,
  },
  'an archive with a name of a megabyte': {
    file: 'openhim.archive',
    content: () => archiveHead([named('x'.repeat(mebibyte))]),
    says: /no proper name/,
  },
  'an archive whose names are no texts': {
    file: 'openhim.archive',
    content: () => archiveHead([{ db: ['openhim'], collection: { a: 1 } }]),
    says: /no proper name/,
  },
  'an archive with a block without a terminator': {
    file: 'openhim.archive',
    content: () => {
      const sections = buildArchive({ clients: [{ a: 1 }] })
      return Buffer.concat([...sections.slice(0, 6), Buffer.from(serialize({ db: 'openhim', EOF: true }))])
    },
    says: /ends in the middle of the collection clients|cannot have/,
  },
  'an archive with a checksum of another type': {
    file: 'openhim.archive',
    content: () => {
      const sections = buildArchive({ clients: [] })
      const end = { db: 'openhim', collection: 'clients', EOF: true, CRC: 'none' }
      return Buffer.concat([...sections.slice(0, -2), Buffer.from(serialize(end)), sections.at(-1) ?? Buffer.alloc(0)])
    },
    says: /the checksum of the collection clients is wrong/,
  },
  'JSON that is no UTF-8 between its documents': {
    file: 'clients.json',
    content: () => Buffer.concat([Buffer.from('{"a":1}\n'), Buffer.from([0xff, 0xfe])]),
    says: /byte 8: the file is neither/,
  },
  'JSON with a number that no type holds': {
    file: 'clients.json',
    content: () => Buffer.from('{"a":{"$numberDecimal":"1e99999999"}}'),
    says: /not Extended JSON/,
  },
  'JSON with an id that is none': {
    file: 'clients.json',
    content: () => Buffer.from('{"_id":{"$oid":"../../etc/passwd"}}'),
    says: /not Extended JSON/,
  },
}

/** A megabyte is more than any of these needs beyond what a chunk and a document take. */
const maxGrowth = 96 * mebibyte

for (const [what, { file = 'clients.bson', content, says }] of Object.entries(files))
  test(`a hostile dump is refused in one sentence: ${what}`, async (context) => {
    const path = join(makeFolder(context), file)
    writeTo(path, content())
    const before = process.memoryUsage().rss
    await assert.rejects(readAll(path), (error: Error) => {
      assert.equal(error.name, 'CommandError', error.stack)
      assert.match(error.message, says)
      assert.doesNotMatch(error.message, /[\p{Cc}]|patient/u)
      assert.ok(error.message.length < 300, error.message)
      return true
    })
    assert.ok(process.memoryUsage().rss - before < maxGrowth, 'memory is bounded')
  })

const folders: Record<string, { build: (folder: string) => void; says: RegExp }> = {
  'a link to a file of the machine': {
    build: (folder) => symlinkSync('/etc/passwd', join(folder, 'clients.bson')),
    says: /clients\.bson is a link or a device/,
  },
  'a link to a folder above': {
    build: (folder) => symlinkSync('..', join(folder, 'openhim')),
    says: /has no files of mongodump/,
  },
  'a pipe that nobody writes to': {
    build: (folder) => execFileSync('mkfifo', [join(folder, 'clients.bson')]),
    says: /clients\.bson is a link or a device/,
  },
  'a folder with the name of a file': {
    build: (folder) => mkdirSync(join(folder, 'clients.bson')),
    says: /has no files of mongodump/,
  },
  'more files than any database has': {
    build: (folder) => {
      for (let n = 0; n <= 10_000; n++) writeFileSync(join(folder, `c${n}.bson`), '')
    },
    says: /has more than 10000 files/,
  },
}
for (const [what, { build, says }] of Object.entries(folders))
  test(`a hostile folder is refused in one sentence: ${what}`, async (context) => {
    const folder = makeFolder(context)
    build(folder)
    await assert.rejects(readAll(folder), (error: Error) => {
      assert.equal(error.name, 'CommandError', error.stack)
      assert.match(error.message, says)
      return true
    })
  })

test('the name of a collection that looks like a path leads to no file', async (context) => {
  const folder = makeFolder(context)
  const file = join(folder, 'openhim.archive')
  const collection = '../../../etc/clients'
  writeTo(file, Buffer.concat(buildArchive({ [collection]: [{ a: Long.fromNumber(1) }] })))
  const found: string[] = []
  for await (const document of openDump(file).read()) found.push(document.collection)
  assert.deepEqual(found, [collection])
})
