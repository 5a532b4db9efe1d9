// Builds dumps of an OpenHIM database as mongodump and mongoexport write them.
import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { EJSON, Long, serialize } from 'bson'
import { Crc64 } from '../../openhim-import/index.ts'

/** The documents of a database, by collection. */
export type Documents = Record<string, object[]>

const toBson = (document: object) => Buffer.from(serialize(document))

/** Writes a file in a folder that may not exist yet. */
export function writeTo(file: string, content: string | Uint8Array) {
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, content)
}

/** Writes a folder of `mongodump`, and returns its path. */
export function writeFolder(folder: string, documents: Documents, { gzip = false } = {}): string {
  const pack = (content: Buffer) => (gzip ? gzipSync(content) : content)
  for (const [collection, all] of Object.entries(documents)) {
    const file = join(folder, 'openhim', `${collection}.bson${gzip ? '.gz' : ''}`)
    writeTo(file, pack(Buffer.concat(all.map(toBson))))
    writeTo(join(folder, 'openhim', `${collection}.metadata.json`), '{"options":{},"indexes":[]}')
  }
  return folder
}

/** Writes a folder of `mongoexport`: lists or lines of Extended JSON, and returns its path. */
export function writeJson(folder: string, documents: Documents, { relaxed = false, asList = false } = {}): string {
  for (const [collection, all] of Object.entries(documents)) {
    const lines = all.map((document) => EJSON.stringify(document, { relaxed }))
    writeTo(join(folder, `${collection}.json`), asList ? `[${lines.join(',\n')}]\n` : `${lines.join('\n')}\n`)
  }
  return folder
}

const terminator = Buffer.from([0xff, 0xff, 0xff, 0xff])
const magic = Buffer.from([0x6d, 0xe2, 0x99, 0x81])

/** The parts of an archive, for tests that damage one of them. */
export function buildArchive(documents: Documents, { database = 'openhim' } = {}): Buffer[] {
  const names = Object.keys(documents)
  const head = [
    magic,
    toBson({ concurrent_collections: 4, version: '0.1', server_version: '5.0.0', tool_version: '100.9.0' }),
    ...names.map((collection) => toBson({ db: database, collection, metadata: '{}', size: 1, type: 'collection' })),
    terminator,
  ]
  const block = (collection: string, some: Buffer[]) => [
    toBson({ db: database, collection, EOF: false, CRC: Long.fromNumber(0) }),
    ...some,
    terminator,
  ]
  const end = (collection: string, all: Buffer[]) => {
    const crc = new Crc64()
    for (const bytes of all) crc.add(bytes)
    return [
      toBson({ db: database, collection, EOF: true, CRC: Long.fromBigInt(BigInt.asIntN(64, crc.value)) }),
      terminator,
    ]
  }
  const all = names.map((name) => [name, (documents[name] ?? []).map(toBson)] as const)
  const half = ({ length }: Buffer[]) => Math.ceil(length / 2)
  return [
    ...head,
    // mongodump writes several collections at once: their blocks alternate.
    ...all.flatMap(([name, some]) => block(name, some.slice(0, half(some)))),
    ...all.flatMap(([name, some]) => [...block(name, some.slice(half(some))), ...end(name, some)]),
  ]
}

/** Writes a file of `mongodump --archive`, and returns its path. */
export function writeArchive(file: string, documents: Documents, { gzip = false } = {}): string {
  const content = Buffer.concat(buildArchive(documents))
  writeTo(file, gzip ? gzipSync(content) : content)
  return file
}
