import assert from 'node:assert/strict'
import { randomBytes, randomInt } from 'node:crypto'
import {
  copyFileSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { BodyFiles, DamagedBodyError } from './body-files.ts'
import { entryLength, type NewEntry, type Place, splitMessage } from './entry.ts'
import { forget } from './forget.ts'
import { type EntryStretch, type Stretch, walk } from './walk.ts'

function newFiles(context: TestContext, maxBytes?: number) {
  const folder = join(mkdtempSync(join(tmpdir(), 'mediary-bodies-')), 'bodies')
  const files = new BodyFiles(folder, { durability: 'full', ...(maxBytes && { maxBytes }) })
  context.after(() => {
    files.close()
    rmSync(join(folder, '..'), { recursive: true, force: true })
  })
  return files
}

/** A chunk, or a message whose head has characters of one to four bytes. */
const newEntry = (size: number): NewEntry => ({
  id: randomBytes(12).toString('hex'),
  part: ['request', 'response', 'r000.response'][randomInt(3)] ?? '',
  bytes: randomBytes(size),
  ...(randomInt(2)
    ? { n: 0, head: `["X","é漢😀"${randomBytes(randomInt(300)).toString('hex')}]` }
    : { n: randomInt(5) }),
})

/** Reads an entry as what it is; undefined when it was forgotten. */
function readBack(files: BodyFiles, { file, position, size, headSize }: Place, entry: NewEntry) {
  if (entry.head === undefined) return files.read({ file, position, size }, entry)
  const message = files.readMessage({ file, position, headSize, bodySize: size - headSize - 4 }, entry)
  if (message) assert.equal(message.head.toString(), entry.head)
  return message?.body
}

const isEntry = (stretch: Stretch): stretch is EntryStretch => 'name' in stretch
const readBody = ({ kind, bytes }: EntryStretch) => (kind === 'message' ? splitMessage(bytes)?.body : bytes)

function fill(files: BodyFiles, groups: number) {
  const kept: { entry: NewEntry; place: Place }[] = []
  for (let i = 0; i < groups; i++) {
    const entries = Array.from({ length: 1 + randomInt(5) }, () => newEntry(1 + randomInt(3000)))
    const { places } = files.append(entries)
    for (const [n, entry] of entries.entries()) kept.push({ entry, place: places[n] ?? assert.fail() })
  }
  return kept
}

test('what is appended is read again byte for byte, in files that only we may read, each of limited size', (context) => {
  const files = newFiles(context, 20_000)
  const kept = fill(files, 60)
  for (const { entry, place } of kept) assert.deepEqual(readBack(files, place, entry), entry.bytes)
  assert.ok(files.list().length > 3)
  assert.equal(statSync(files.folder).mode & 0o777, 0o700)
  for (const name of readdirSync(files.folder)) {
    const { mode, size } = statSync(join(files.folder, name))
    assert.equal(mode & 0o777, 0o600)
    assert.ok(size < 20_000 + 5 * 3_100)
  }
  const walked = files.list().flatMap((file) => [...walk(files.toPath(file))])
  assert.deepEqual(
    walked.map((found) => isEntry(found) && [found.kind, found.name.id, readBody(found)]),
    kept.map(({ entry }) => [entry.head === undefined ? 'chunk' : 'message', entry.id, entry.bytes]),
  )
})

test('more entries than the system takes in one call are one write', (context) => {
  const files = newFiles(context)
  const entries = Array.from({ length: 3000 }, () => newEntry(1 + randomInt(40)))
  const { places } = files.append(entries)
  for (const [i, entry] of entries.entries())
    assert.deepEqual(readBack(files, places[i] ?? assert.fail(), entry), entry.bytes)
})

test('a place of another body, and a file that is gone, are told and never shown', (context) => {
  const files = newFiles(context)
  const [first, second] = fill(files, 2)
  assert.ok(first && second)
  assert.throws(() => readBack(files, first.place, second.entry), DamagedBodyError)
  assert.throws(() => readBack(files, { ...first.place, file: 1 }, first.entry), DamagedBodyError)
})

test('a file that was cut anywhere has all entries before the cut, and what is behind them is found', (context) => {
  const files = newFiles(context)
  const kept = fill(files, 30)
  const path = files.toPath(files.list()[0] ?? 0)
  const copy = `${path}.copy`
  for (let i = 0; i < 200; i++) {
    copyFileSync(path, copy)
    const cut = randomInt(9, statSync(path).size)
    truncateSync(copy, cut)
    const whole = kept.filter(({ entry, place }) => place.position + entryLength(entry, place.size) <= cut)
    const stretches = [...walk(copy)]
    const entries = stretches.filter(isEntry)
    assert.equal(entries.length, whole.length)
    const last = stretches.at(-1)
    assert.equal(last ? last.position + last.length : 8, cut)
  }
})

test('a flipped bit damages one body, which is never shown, and no other', (context) => {
  const files = newFiles(context)
  const kept = fill(files, 20)
  const path = files.toPath(files.list()[0] ?? 0)
  const good = readFileSync(path)
  for (let i = 0; i < 300; i++) {
    const bad = Buffer.from(good)
    const at = randomInt(8, good.length)
    bad[at] = (bad[at] ?? 0) ^ (1 << randomInt(8))
    writeFileSync(path, bad)
    const damaged = kept.filter(
      ({ entry, place }) => at >= place.position && at < place.position + entryLength(entry, place.size),
    )
    assert.equal(damaged.length, 1)
    for (const { entry, place } of kept)
      if (entry === damaged[0]?.entry) assert.throws(() => readBack(files, place, entry), DamagedBodyError)
      else assert.deepEqual(readBack(files, place, entry), entry.bytes)
    assert.equal([...walk(path)].filter(isEntry).length, kept.length - 1)
  }
})

test('what is forgotten is in no file any more, and its neighbours are whole', async (context) => {
  const files = newFiles(context)
  const kept = fill(files, 30)
  const [gone, left] = [kept.filter((_, i) => i % 2 === 0), kept.filter((_, i) => i % 2 === 1)]
  const [file = 0] = files.list()
  const ranges = gone.map(({ entry, place }) => ({ position: place.position, length: entryLength(entry, place.size) }))
  await forget(files, file, ranges)
  await forget(files, file, ranges)
  await forget(files, 1, ranges)
  const bytes = readFileSync(files.toPath(file))
  for (const { entry, place } of gone) {
    assert.ok(!bytes.includes(Buffer.from(entry.bytes)) || entry.bytes.length < 4)
    assert.ok(!bytes.includes(entry.id))
    assert.equal(readBack(files, place, entry), undefined)
  }
  for (const { entry, place } of left) assert.deepEqual(readBack(files, place, entry), entry.bytes)
  assert.deepEqual(
    [...walk(files.toPath(file))].map(({ kind }) => kind),
    kept.map(({ entry }, i) => (i % 2 === 0 ? 'forgotten' : entry.head === undefined ? 'chunk' : 'message')),
  )
})

test('what is cut back leaves nothing, and the next entries take its place', (context) => {
  const files = newFiles(context)
  const [first] = fill(files, 1)
  const [file = 0] = files.list()
  const before = readFileSync(files.toPath(file))
  files.append([newEntry(500), newEntry(70)]).cutBack()
  assert.deepEqual(readFileSync(files.toPath(file)), before)
  const next = newEntry(90)
  const { places } = files.append([next])
  assert.equal(places[0]?.position, before.length)
  assert.deepEqual(readBack(files, places[0] ?? assert.fail(), next), next.bytes)
  assert.ok(first)
})

test('a file that another process has removed is left alone: a new one is begun', (context) => {
  const files = newFiles(context)
  fill(files, 3)
  const [removed = 0] = files.list()
  files.remove(removed)
  const entry = newEntry(10)
  const { places } = files.append([entry])
  assert.notEqual(places[0]?.file, removed)
  assert.deepEqual(readBack(files, places[0] ?? assert.fail(), entry), entry.bytes)
})
