// The format of `mongodump --archive`: a list of collections, and then their documents in blocks that may alternate.
import { readDocument, takeDocument } from './bson-document.ts'
import type { ByteSource } from './byte-source.ts'
import { Crc64 } from './crc64.ts'
import type { DumpDocument } from './dump-document.ts'
import { type Place, refuseDump } from './refuse-dump.ts'

const archiveMagic = 0x8199e26d
const terminator = -1
const maxCollections = 10_000
/** MongoDB allows 255 bytes for both names together. Control characters would reach the terminal. */
const properName = /^[^\p{Cc}]{1,255}$/u

type Collection = { database: string; name: string; crc: Crc64; ended: boolean }
type Collections = Map<string, Collection>

/** Yields every document of an archive, and throws when its parts do not fit together. */
export async function* readArchive(source: ByteSource): AsyncGenerator<DumpDocument & { database: string }> {
  const magic = await source.take(4)
  if (magic?.readUInt32LE(0) !== archiveMagic)
    refuseDump({ file: source.file, offset: 0 }, 'the file is not an archive of mongodump')
  const collections = await readCollections(source)
  for (;;) {
    const { place } = source
    const header = await takeDocument(source)
    if (!header) break
    const block = readDocument(header, place, { useBigInt: true })
    const collection = collections.get(toKey(block.db, block.collection))
    if (!collection) refuseDump(place, 'a block belongs to a collection that the head of the archive does not name')
    if (collection.ended) refuseDump(place, 'a block follows the end of its collection')
    if (block.EOF === true) await endCollection(source, collection, block.CRC, place)
    else yield* readBlock(source, collection)
  }
  const open = [...collections.values()].find(({ ended }) => !ended)
  if (open) refuseDump(source.place, `the archive ends before the end of the collection ${open.name}`)
}

/** Reads the head of the archive: one document about the archive, and one for each collection. */
async function readCollections(source: ByteSource): Promise<Collections> {
  const first = source.place
  const about = await takeDocument(source)
  if (!about) refuseDump(first, 'the archive has no head')
  readDocument(about, first)
  const collections: Collections = new Map()
  while (!(await takeTerminator(source))) {
    const { place } = source
    const bytes = await takeDocument(source)
    if (!bytes) refuseDump(place, 'the archive ends in its head')
    const { db, collection } = readDocument(bytes, place)
    if (
      typeof db !== 'string' ||
      typeof collection !== 'string' ||
      !properName.test(db) ||
      !properName.test(collection)
    )
      refuseDump(place, 'a collection in the head of the archive has no proper name')
    if (collections.size >= maxCollections)
      refuseDump(place, `the archive names more than ${maxCollections} collections`)
    collections.set(toKey(db, collection), { database: db, name: collection, crc: new Crc64(), ended: false })
  }
  return collections
}

async function* readBlock(source: ByteSource, { database, name, crc }: Collection) {
  while (!(await takeTerminator(source))) {
    const { place } = source
    const bytes = await takeDocument(source)
    if (!bytes) refuseDump(place, `the archive ends in the middle of the collection ${name}`)
    crc.add(bytes)
    yield { database, collection: name, bytes, place }
  }
}

async function endCollection(source: ByteSource, collection: Collection, sent: unknown, place: Place) {
  if (!(await takeTerminator(source))) refuseDump(source.place, 'documents follow the end of their collection')
  if (typeof sent !== 'bigint' || BigInt.asUintN(64, sent) !== collection.crc.value)
    refuseDump(place, `the checksum of the collection ${collection.name} is wrong`)
  collection.ended = true
}

async function takeTerminator(source: ByteSource) {
  const head = await source.peek(4)
  if (head.length < 4 || head.readInt32LE(0) !== terminator) return false
  await source.take(4)
  return true
}

const toKey = (database: unknown, collection: unknown) => JSON.stringify([database, collection])
