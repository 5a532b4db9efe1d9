import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { existsSync, globSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { test } from 'node:test'
import { api } from '@mediary/contract/api'
import type { Endpoint } from '@mediary/contract/api/endpoint'
import { refusalCodes } from '@mediary/contract/operations/refusals'

const root = join(import.meta.dirname, '../../..')
const read = (path: string) => readFileSync(join(root, path), 'utf8')
const pages = ['README.md', 'CONTRIBUTING.md', 'bench/README.md', ...globSync('docs/**/*.md', { cwd: root })]
const settings = read('docs/reference/settings.md')

/** Returns what a pattern finds in each page, as "page: found", when it is not right. */
const wrong = (pattern: RegExp, isRight: (found: string, page: string) => boolean) =>
  pages.flatMap((page) =>
    [...read(page).matchAll(pattern)]
      .map(([, found = '']) => found)
      .filter((found) => !isRight(found, page))
      .map((found) => `${page}: ${found}`),
  )

/** The address of a heading, as GitHub makes it. */
const toAnchor = (heading: string) =>
  heading
    .trim()
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\s_-]/gu, '')
    .replaceAll(' ', '-')
const listAnchors = (page: string) =>
  [...read(page).matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) => toAnchor(heading))

function leadsSomewhere(link: string, page: string) {
  if (/^https?:/.test(link)) return true
  const [path = '', anchor] = link.split('#')
  const target = path === '' ? page : join(dirname(page), path)
  return existsSync(join(root, target)) && (anchor === undefined || listAnchors(target).includes(anchor))
}

test('no link of a page is broken', () => {
  assert.deepEqual(wrong(/\]\(([^)\s]+)\)/g, leadsSomewhere), [])
  assert.deepEqual(wrong(/<img src="([^"]+)"/g, leadsSomewhere), [])
})

test('every picture is shown by a page', () => {
  const text = pages.map(read).join('\n')
  assert.deepEqual(
    readdirSync(join(root, 'docs/images')).filter((name) => !text.includes(`images/${name}`)),
    [],
  )
})

test('every command that a page names exists', () => {
  const { scripts } = JSON.parse(read('package.json'))
  assert.deepEqual(
    wrong(/npm run ([\w:]+)/g, (name) => name in scripts),
    [],
  )
  const help = execFileSync(process.execPath, [join(root, 'server/bin/mediary.js'), '--help'], { encoding: 'utf8' })
  const commands = [...help.matchAll(/^ {2}([a-z]\S*)/gm)].map(([, name = '']) => name)
  assert.deepEqual(
    wrong(/(?:^|`|npx )mediary ([a-z][\w-]*)/gm, (name) => commands.includes(name)),
    [],
  )
})

test('every endpoint that a page names exists', () => {
  const endpoints = Object.values(api).flatMap((concept) => Object.values(concept) as Endpoint[])
  const known = endpoints.map(
    ({ method, path }) => new RegExp(`^${method} ${path.replace(/:\w+/g, '[^/]+').replaceAll('.', '\\.')}$`),
  )
  assert.deepEqual(
    wrong(/`((?:GET|POST|PUT|DELETE) \/[^`?\s]+)(?=[`?])/g, (call) => known.some((pattern) => pattern.test(call))),
    [],
  )
})

test('every setting that a page names exists', () => {
  const groups = [...new Set([...settings.matchAll(/^\| `(\w+)\./gm)].map(([, group]) => group))].join('|')
  assert.deepEqual(
    wrong(/\b(MEDIARY_[A-Z_]+[A-Z])/g, (name) => settings.includes(`\`${name.replace(/_FILE$/, '')}\``)),
    [],
  )
  assert.deepEqual(
    wrong(new RegExp(`\`((?:${groups})\\.\\w+(?:\\.\\w+)*)(?::[^\`]*)?\``, 'g'), (name) =>
      settings.includes(`\`${name}\``),
    ),
    [],
  )
})

test('every label of the console that a guide names exists', () => {
  const console = globSync('console/src/**/*.{ts,tsx}', { cwd: root }).map(read).join('\n')
  const contract = globSync('contract/src/**/*.ts', { cwd: root }).map(read).join('\n')
  const labels = wrong(/(?<![*\w])\*([A-Z+][^*\n]*)\*(?!\*)/g, () => false)
    .concat(wrong(/`(\+ [A-Z][a-z]+)`/g, () => false))
    .filter((found) => found.startsWith('docs/guides/'))
    .flatMap((found) => found.slice(found.indexOf(': ') + 2).split(', '))
  assert.ok(labels.length > 50)
  const known = (label: string) => [`'${label}`, `"${label}`].some((text) => `${console}\n${contract}`.includes(text))
  assert.deepEqual(
    [...new Set(labels.map((label) => label.replace(/^\+ /, '')))].filter((label) => !known(label)),
    [],
  )
})

test('every file of the repository that a page names exists', () => {
  assert.deepEqual(
    wrong(/`((?:server|console|contract|e2e|bench|scripts|docs)\/[\w./-]+)`/g, (path) => existsSync(join(root, path))),
    [],
  )
})

test('every file and folder that the architecture page names exists', () => {
  const named = [...read('docs/ARCHITECTURE.md').matchAll(/`([\w-]+\/[\w./-]*)`/g)].map(([, path = '']) => path)
  assert.ok(named.length > 60)
  assert.deepEqual(
    named.filter((path) => !existsSync(join(root, path)) && !existsSync(join(root, 'server/src', path))),
    [],
  )
})

test('the operator’s guide explains every reason for a refusal', () => {
  const guide = read('docs/guides/operator.md')
  assert.deepEqual(
    refusalCodes.filter((code) => !guide.includes(`| \`${code}\` |`)),
    [],
  )
})
