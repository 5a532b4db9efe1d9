// Finds out in which form a dump is, and reads its documents one by one.
import { closeSync, type Dirent, existsSync, openSync, readdirSync, readSync, statSync } from 'node:fs'
import { basename, join } from 'node:path'
import { CommandError } from '../../platform/command-error.ts'
import { readArchive } from './archive.ts'
import { takeDocument } from './bson-document.ts'
import { ByteSource } from './byte-source.ts'
import type { DumpDocument } from './dump-document.ts'
import { readExtendedJson } from './extended-json.ts'

/** `isInPlace`: the bytes of a document stand in its file as they are, and can be read there again. */
type ReadDocument = DumpDocument & { isInPlace: boolean }
export type Dump = { form: string; read: () => AsyncGenerator<ReadDocument> }

const fileName = /^(?<collection>.+?)\.(?<form>bson|json)(?<gzip>\.gz)?$/
const maxFiles = 10_000

/** Opens a dump: a folder of `mongodump` or `mongoexport`, or a single file of either. */
export function openDump(path: string, { database }: { database?: string | undefined } = {}): Dump {
  if (!existsSync(path)) throw new CommandError(`There is no ${path}.`)
  if (statSync(path).isDirectory()) return openFolder(path, database)
  const named = readName(path)
  return named ? { form: 'file', read: () => readFiles([named]) } : openArchive(path, database)
}

type NamedFile = { file: string; collection: string; isJson: boolean; isGzip: boolean }

/** Reads the name of a collection from that of its file: `clients.bson`, or `openhim.clients.json`. */
function readName(file: string): NamedFile | undefined {
  const { collection, form, gzip } = fileName.exec(basename(file))?.groups ?? {}
  if (collection === undefined || collection.endsWith('.metadata') || collection === 'prelude') return undefined
  return { file, collection, isJson: form === 'json', isGzip: gzip !== undefined }
}

function openFolder(folder: string, database: string | undefined): Dump {
  const entries = readdirSync(folder, { withFileTypes: true })
  if (entries.length > maxFiles) throw new CommandError(`${folder} has more than ${maxFiles} files: it is no dump.`)
  const files = entries.filter((one) => !one.isDirectory()).flatMap((one) => readEntry(folder, one) ?? [])
  if (files.length) return { form: 'folder', read: () => readFiles(files) }
  const databases = entries
    .filter((one) => one.isDirectory() && one.name !== 'admin' && one.name !== 'config')
    .map(({ name }) => name)
    .filter((name) => readdirSync(join(folder, name)).some((file) => readName(file)))
  const [only, ...others] = database === undefined ? databases : databases.filter((name) => name === database)
  if (only === undefined) throw new CommandError(`${folder} has no files of mongodump (.bson) or mongoexport (.json).`)
  if (others.length) throw new CommandError(`${folder} has several databases: say which with --database. ${databases}`)
  return openFolder(join(folder, only), undefined)
}

/** A link may lead anywhere, and a pipe may never end. */
function readEntry(folder: string, entry: Dirent): NamedFile | undefined {
  const named = readName(join(folder, entry.name))
  if (named && !entry.isFile())
    throw new CommandError(`${entry.name} is a link or a device: a dump has files. Copy what it leads to.`)
  return named
}

async function* readFiles(files: NamedFile[]): AsyncGenerator<ReadDocument> {
  for (const { file, collection, isJson, isGzip } of files) {
    const source = new ByteSource(file, { isGzip })
    try {
      if (isJson) for await (const one of readExtendedJson(source)) yield { ...one, collection, isInPlace: false }
      else yield* readBson(source, collection, !isGzip)
    } finally {
      await source.close()
    }
  }
}

async function* readBson(source: ByteSource, collection: string, isInPlace: boolean): AsyncGenerator<ReadDocument> {
  for (;;) {
    const { place } = source
    const bytes = await takeDocument(source)
    if (!bytes) return
    yield { collection, bytes, place, isInPlace }
  }
}

const openArchive = (file: string, wanted: string | undefined): Dump => ({
  form: 'archive',
  async *read() {
    const source = new ByteSource(file, { isGzip: isGzip(file) })
    const found = new Set<string>()
    try {
      for await (const { database, ...document } of readArchive(source)) {
        if (wanted === undefined ? database === 'admin' || database === 'config' : database !== wanted) continue
        found.add(database)
        if (found.size > 1)
          throw new CommandError(`${basename(file)} has several databases: say which with --database. ${[...found]}`)
        yield { ...document, isInPlace: false }
      }
    } finally {
      await source.close()
    }
  },
})

const gzipMagic = 0x8b1f

function isGzip(file: string): boolean {
  const head = Buffer.alloc(2)
  const descriptor = openSync(file, 'r')
  try {
    readSync(descriptor, head, 0, head.length, 0)
    return head.readUInt16LE(0) === gzipMagic
  } finally {
    closeSync(descriptor)
  }
}
