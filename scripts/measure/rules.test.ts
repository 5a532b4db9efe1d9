import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parseProject } from './project.ts'
import { type RuleName, rules } from './rules.ts'

const find = (rule: RuleName, sources: Record<string, string>, pages?: Record<string, string>) =>
  rules[rule].find(parseProject(sources, pages)).map(({ file, line }) => `${file}:${line}`)

const lines = (count: number) => 'run()\n'.repeat(count)

test('a folder with 17 source files is found; tests do not count', () => {
  const files = (count: number) => Array.from({ length: count }, (_, i) => [`server/src/x/f${i}.ts`, ''] as const)
  assert.deepEqual(find('folders', Object.fromEntries(files(17))), ['server/src/x:0'])
  assert.deepEqual(find('folders', { ...Object.fromEntries(files(16)), 'server/src/x/a.test.ts': '' }), [])
})

test('a file of 251 lines and a function of 61 lines are found', () => {
  assert.deepEqual(find('files', { 'e2e/long.ts': lines(251), 'e2e/short.ts': lines(250) }), ['e2e/long.ts:251'])
  const functions = `function short() {\n${lines(58)}}\nconst long = () => {\n${lines(59)}}\n`
  assert.deepEqual(find('functions', { 'server/src/x/f.ts': functions }), ['server/src/x/f.ts:61'])
})

test('a cycle of type imports is found; an import on demand makes no cycle', () => {
  const types = { 'server/src/x/a.ts': "import type { B } from './b.ts'", 'server/src/x/b.ts': "import './a.ts'" }
  assert.equal(find('cycles', types).length, 2)
  const lazy = { 'server/src/x/a.ts': "import('./b.ts')", 'server/src/x/b.ts': "import './a.ts'" }
  assert.deepEqual(find('cycles', lazy), [])
})

test('a file that imports 21 files is found', () => {
  const targets = Array.from({ length: 21 }, (_, i) => `server/src/x/f${i}.ts`)
  const root = targets.map((target) => `import '${target.replace('server/src/x', '.')}'`).join('\n')
  const project = Object.fromEntries(targets.map((target) => [target, '']))
  assert.deepEqual(find('imports', { ...project, 'server/src/x/root.ts': root }), ['server/src/x/root.ts:1'])
})

test('a type assertion is found; a const assertion and a renamed import are not', () => {
  const text = "import { a as b } from 'c'\nconst d = [b] as const\nconst e = d as unknown\n"
  assert.deepEqual(find('as', { 'server/src/x/f.ts': text }), ['server/src/x/f.ts:3'])
})

test('a write to the table of another slice is found, by query builder, by SQL and by a table that is a value', () => {
  const writes = [
    "db.insertInto('users')",
    "db.selectFrom('users')",
    "prepare('update users set a = 1')",
    'db.deleteFrom(table)',
  ]
  const text = writes.join('\n')
  assert.deepEqual(
    find('tables', { 'server/src/tasks/f.ts': text }),
    [1, 3, 4].map((line) => `server/src/tasks/f.ts:${line}`),
  )
  assert.deepEqual(find('tables', { 'server/src/users/f.ts': text }), [])
})

test('in the console, a feature that imports app and features in a cycle are found', () => {
  const project = {
    'console/src/app/search.ts': '',
    'console/src/features/a/page.tsx': "import '../../app/search.ts'\nimport '../b/page.tsx'",
    'console/src/features/b/page.tsx': "import '../a/rules.ts'",
    'console/src/features/a/rules.ts': '',
  }
  assert.deepEqual(find('layers', project), ['console/src/features/a/page.tsx:1'])
  assert.deepEqual(find('features', project), [
    'console/src/features/a/page.tsx:2',
    'console/src/features/b/page.tsx:1',
  ])
})

test('an export without an importer, or with a test as its only importer, is found', () => {
  const project = {
    'server/src/x/f.ts': 'export const used = 1\nexport const tested = 2\nexport type Unused = 3\n',
    'server/src/x/g.ts': "import { used } from './f.ts'",
    'server/src/x/f.test.ts': "import { tested } from './f.ts'",
  }
  assert.deepEqual(find('exports', project), ['server/src/x/f.ts:2', 'server/src/x/f.ts:3'])
})

test('a coined word is found in names, files, comments and pages, and plain English is not', () => {
  const project = {
    'server/src/x/muster.ts': '',
    'server/src/x/f.ts': '// The crew is ready.\nconst searchKin = kind\nconst mostRows = 1\n',
  }
  assert.deepEqual(find('names', project), ['server/src/x/muster.ts:1', 'server/src/x/f.ts:2', 'server/src/x/f.ts:3'])
  assert.deepEqual(find('prose', project, { 'docs/a.md': 'A page.\nIts crew.' }), [
    'server/src/x/f.ts:1',
    'docs/a.md:2',
  ])
})

test('a function that ends in Of, and a doc comment without a subject, are found', () => {
  const text =
    '/** What a client sends. */\nexport const viewOf = () => indexOf()\n/** Returns rows. */\nexport const rows = 1\n'
  assert.deepEqual(find('of', { 'server/src/x/f.ts': text }), ['server/src/x/f.ts:2'])
  assert.deepEqual(find('comments', { 'server/src/x/f.ts': text }), ['server/src/x/f.ts:2'])
})
