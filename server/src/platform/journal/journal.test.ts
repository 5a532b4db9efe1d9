import assert from 'node:assert/strict'
import fs, { appendFileSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { syncBuiltinESMExports } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { BodyFiles } from '../body-files/body-files.ts'
import { hasJournal, isLeft, listJournals, toJournalPath } from './files.ts'
import { type JournalEntry, journalMark, type Value } from './frame.ts'
import { readJournal } from './read.ts'
import { JournalWriter } from './writer.ts'

type Options = { maxBytes?: number; durability?: 'normal' | 'full' }

function open(context: TestContext, { maxBytes, durability = 'normal' }: Options = {}) {
  const folder = join(mkdtempSync(join(tmpdir(), 'mediary-journal-')), 'files')
  context.after(() => rmSync(folder, { recursive: true, force: true }))
  const files = new BodyFiles(folder, { durability })
  const writer = new JournalWriter(files, maxBytes)
  const add = (...entries: Value[][]) =>
    writer.append([], (frame) => {
      for (const [kind, values] of entries.entries()) frame.add(kind, values)
    })
  return { folder, files, writer, add }
}

const all = { from: 0, maxBytes: 1024, isLeft: false }

test('what is read is what was written, whatever texts and numbers it has', (context) => {
  const { add } = open(context)
  const values = [
    '',
    'plain',
    'Ünïcödé ✓ 𝄞',
    '\u0000\n\u001f',
    '{"a":"\\"b\\""}',
    'x'.repeat(300_000),
    null,
    0,
    -1.5,
    2 ** 53 - 1,
  ]
  const { path } = add(values, [], [null])
  add(['next'])
  const first = readJournal(path, all)
  const second = readJournal(path, { ...all, from: first.end })
  assert.deepEqual(
    [first.entries, second.entries],
    [
      [
        { kind: 0, values },
        { kind: 1, values: [] },
        { kind: 2, values: [null] },
      ],
      [{ kind: 0, values: ['next'] }],
    ],
  )
  assert.deepEqual(readJournal(path, { ...all, from: second.end }).entries, [])
})

test('half a surrogate pair does not shift the texts behind it', (context) => {
  const { add } = open(context)
  const { path } = add(['a\ud800b', 'next'])
  assert.deepEqual(readJournal(path, all).entries[0]?.values, ['a\ufffdb', 'next'])
})

/** Reads a journal to its end. */
function readAll(path: string, isLeft: boolean): JournalEntry[] {
  const entries: JournalEntry[] = []
  for (let from = 0; ; ) {
    const read = readJournal(path, { from, maxBytes: 64, isLeft })
    entries.push(...read.entries)
    if (read.end === from) return entries
    from = read.end
  }
}

test('cut at any byte, a journal has the frames that are whole, and no others', (context) => {
  const { add, folder } = open(context)
  const ends = [1, 2, 3].map((n) => add([`first of ${n}`, n], [`second of ${n}`]))
  const path = ends[0]?.path ?? ''
  const bytes = readFileSync(path)
  const copy = join(folder, 'copy')
  for (let length = 0; length <= bytes.length; length++) {
    writeFileSync(copy, bytes.subarray(0, length))
    const whole = ends.filter(({ end }) => end <= length).length
    for (const isLeft of [false, true]) assert.equal(readAll(copy, isLeft).length, 2 * whole, `cut at ${length}`)
    const rest = readJournal(copy, { from: ends[whole - 1]?.end ?? journalMark.length, maxBytes: 64, isLeft: true })
    assert.equal(rest.end, Math.max(length, journalMark.length), 'of a journal that was left nothing more is expected')
  }
})

test('a flipped bit costs its frame alone, and only once nobody writes any more', (context) => {
  const { add, folder } = open(context)
  const frames = [1, 2, 3].map((n) => add([`of ${n}`]))
  const bytes = readFileSync(frames[0]?.path ?? '')
  const copy = join(folder, 'copy')
  const [from = 0, end = 0] = frames.map((frame) => frame.end)
  for (let bit = from * 8; bit < end * 8; bit++) {
    const flipped = Buffer.from(bytes)
    flipped[bit >> 3] = (flipped[bit >> 3] ?? 0) ^ (1 << (bit & 7))
    writeFileSync(copy, flipped)
    const read = (isLeft: boolean) => readAll(copy, isLeft).map(({ values }) => values[0])
    assert.deepEqual([read(false), read(true)], [['of 1'], ['of 1', 'of 3']], `bit ${bit}`)
  }
})

test('a journal and its body file have one number, and another pair is begun when one of them is large', (context) => {
  const { add, folder, files, writer } = open(context, { maxBytes: 100 })
  const first = add(['x'.repeat(200)])
  assert.deepEqual(listJournals(folder), [{ file: first.file, pid: process.pid }])
  assert.deepEqual(files.list(), [first.file])
  const second = writer.append([{ id: 'a', part: 'request', n: 0, bytes: Buffer.from('body') }], (frame, places) =>
    frame.add(1, [places[0]?.file ?? null]),
  )
  assert.notEqual(second.file, first.file)
  assert.deepEqual(files.list(), [first.file, second.file])
  assert.deepEqual(readJournal(second.path, all).entries, [{ kind: 1, values: [second.file] }])
  assert.ok(hasJournal(folder, second.file))
  const journals = listJournals(folder)
  assert.deepEqual(
    journals.map((journal) => isLeft(journal, journals)),
    [true, false],
    'this process writes to its newest one',
  )
})

test('what cannot be built leaves nothing of its bodies, and the next frame is whole', (context) => {
  const { add, files, writer } = open(context)
  const { path, file } = add(['before'])
  const chunk = { id: 'a', part: 'request', n: 0, bytes: Buffer.from('body') }
  const fail = () =>
    writer.append([chunk], (frame) => {
      frame.add(1, ['half'])
      throw new Error('no')
    })
  assert.throws(fail, /no/)
  assert.equal(readFileSync(files.toPath(file)).length, 0)
  add(['after'])
  assert.deepEqual(
    readAll(path, false).map(({ values }) => values),
    [['before'], ['after']],
  )
})

test('a body file of the same number that another process has begun is not touched', (context) => {
  const { add, files, folder } = open(context)
  const now = Date.now()
  context.mock.timers.enable({ apis: ['Date'], now })
  files.makeFolder()
  appendFileSync(files.toPath(now), 'of another process')
  const { file } = add(['x'])
  assert.equal(file, now + 1)
  assert.equal(existsSync(toJournalPath(folder, { file: now, pid: process.pid })), false)
})

/** Lets something else happen in the place of the next sync. */
function atNextSync(context: TestContext, work: () => void) {
  const sync = context.mock.method(fs, 'fdatasyncSync')
  sync.mock.mockImplementationOnce(work)
  syncBuiltinESMExports()
  context.after(() => {
    sync.mock.restore()
    syncBuiltinESMExports()
  })
}

test('with full durability nobody takes over what may still be refused, unless its process died before it could refuse', (context) => {
  const { add } = open(context, { durability: 'full' })
  const { path } = add(['before'])
  const seen: (readonly Value[])[] = []
  atNextSync(context, () => {
    for (const isLeft of [false, true]) seen.push(readAll(path, isLeft).map(({ values }) => values[0] ?? null))
  })
  add(['synced'])
  assert.deepEqual(seen, [['before'], ['before', 'synced']])
  assert.deepEqual(
    readAll(path, false).map(({ values }) => values),
    [['before'], ['synced']],
  )
})

test('what cannot be synced is withdrawn, and nothing is put behind it', (context) => {
  const { add, folder } = open(context, { durability: 'full' })
  const { path } = add(['before'])
  atNextSync(context, () => {
    throw new Error('EIO')
  })
  assert.throws(() => add(['refused']), /EIO/)
  const after = add(['after'])
  assert.notEqual(after.path, path)
  assert.deepEqual(
    listJournals(folder).flatMap((journal) =>
      readAll(toJournalPath(folder, journal), true).map(({ values }) => values),
    ),
    [['before'], ['after']],
  )
})

test('a journal that is begun while the clock is set back is not taken for one that was left', (context) => {
  const { add, files, folder } = open(context)
  const before = add(['before the next start']).file
  context.mock.timers.enable({ apis: ['Date'], now: before - 1_000_000 })
  const { file } = new JournalWriter(files).append([], (frame) => frame.add(1, ['since']))
  const journals = listJournals(folder)
  assert.deepEqual(
    journals.filter((journal) => !isLeft(journal, journals)).map((journal) => journal.file),
    [file],
  )
})
