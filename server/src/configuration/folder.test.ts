import assert from 'node:assert/strict'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { readFolder, toFiles, writeFolder } from './index.ts'

function newFolder(context: TestContext) {
  const folder = mkdtempSync(join(tmpdir(), 'mediary-folder-'))
  context.after(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

const role = (name: string) => ({ _id: 'a'.repeat(24), name })

test('a folder comes back as it was written, and only its owner reads it', (context) => {
  const folder = join(newFolder(context), 'new')
  const documents = { roles: [role('labs')], apps: [] }
  assert.equal(writeFolder(folder, documents), 1)
  assert.deepEqual(readFolder(folder), documents)
  assert.equal(statSync(join(folder, 'roles/labs.yaml')).mode & 0o777, 0o600)
})

test('a second export removes the files of objects that are gone, and leaves other files alone', (context) => {
  const folder = newFolder(context)
  writeFolder(folder, { roles: [role('labs'), { ...role('wards'), _id: 'b'.repeat(24) }] })
  mkdirSync(join(folder, '.git'))
  for (const name of ['README.md', '.git/config']) writeFileSync(join(folder, name), 'mine')
  writeFolder(folder, { roles: [role('labs')] })
  assert.deepEqual(readdirSync(join(folder, 'roles')), ['labs.yaml'])
  for (const name of ['README.md', '.git/config']) assert.equal(readFileSync(join(folder, name), 'utf8'), 'mine')
})

test('names that a file system could confuse get files of their own, and none leads out of the folder', () => {
  const names = [
    'lab',
    'Lab',
    'LAB',
    'lab/../../x',
    '..',
    '.',
    'a b',
    'a-b',
    'é',
    '診療所',
    'x'.repeat(255),
    `${'x'.repeat(254)}y`,
  ]
  const documents = names.map((name, i) => ({ _id: `${i}`.padStart(24, '0'), name }))
  const paths = [...toFiles({ roles: documents }).keys()].slice(1)
  assert.equal(new Set(paths.map((path) => path.toLowerCase())).size, names.length)
  for (const path of paths) assert.match(path, /^roles\/[a-z0-9_@~-][a-z0-9._@~-]*\.yaml$/)
})

const refused: [what: string, change: (folder: string) => void, message: RegExp][] = [
  ['without its index', (folder) => rmSync(join(folder, 'configuration.yaml')), /has no configuration\.yaml/],
  ['with a folder of no kind', (folder) => mkdirSync(join(folder, 'role')), /role: there is no kind of objects/],
  ['with a file that is no YAML', (folder) => writeFileSync(join(folder, 'roles/a.txt'), ''), /end with \.yaml/],
  [
    'with a kind that it does not cover',
    (folder) => {
      mkdirSync(join(folder, 'users'))
      writeFileSync(join(folder, 'users/a.yaml'), 'a: 1')
    },
    /does not name its kind under covers/,
  ],
  [
    'of another format',
    (folder) => writeFileSync(join(folder, 'configuration.yaml'), 'format: 2\ncovers: []'),
    /it must say format: 1/,
  ],
]

for (const [what, change, message] of refused)
  test(`a folder ${what} is refused in one sentence`, (context) => {
    const folder = newFolder(context)
    writeFolder(folder, { roles: [role('labs')] })
    change(folder)
    assert.throws(() => readFolder(folder), { name: 'CommandError', message })
  })

test('a folder with other files in it is not written', (context) => {
  const folder = newFolder(context)
  writeFileSync(join(folder, 'notes.txt'), '')
  assert.throws(() => writeFolder(folder, { roles: [] }), { name: 'CommandError', message: /is not empty/ })
  assert.ok(!existsSync(join(folder, 'configuration.yaml')))
})
