import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { test } from 'node:test'
import { api } from '@mediary/contract/api'
import type { Endpoint } from '@mediary/contract/endpoint'

const source = import.meta.dirname
const files = readdirSync(source, { recursive: true, encoding: 'utf8' }).filter(
  (file) => /(?<!\.test)\.ts$/.test(file) && !file.startsWith('testing/'),
)
const text = (file: string) => readFileSync(join(source, file), 'utf8')

const imports = files.flatMap((file) =>
  [...text(file).matchAll(/from '(\.[^']+)'/g)].map(([, target = '']) => ({
    from: file,
    to: relative(source, join(source, dirname(file), target)),
  })),
)

const folder = (file: string) => file.slice(0, file.indexOf('/'))
const isProgram = (file: string) => ['cli', 'processes', 'settings'].includes(folder(file))
/** What every layer may read. */
const shared = ['settings/settings.ts']

function forbid(rule: string, broken: (edge: { from: string; to: string }) => boolean) {
  test(rule, () => assert.deepEqual(imports.filter(broken), []))
}

forbid(
  'platform imports no concept',
  ({ from, to }) => folder(from) === 'platform' && folder(to) !== 'platform' && !shared.includes(to),
)

forbid('a concept is reached through its index only', ({ from, to }) => {
  const crosses = folder(from) !== folder(to) && folder(to) !== 'platform' && !isProgram(to)
  return crosses && !to.endsWith('/index.ts')
})

forbid('no concept imports the gateway or what wires the program', ({ from, to }) => {
  const above = ['gateway', 'processes', 'cli', 'settings']
  return !isProgram(from) && folder(from) !== folder(to) && above.includes(folder(to)) && !shared.includes(to)
})

forbid('rules do no input or output', ({ from, to }) => from.endsWith('/rules.ts') && !to.endsWith('/rules.ts'))

function forbidText(rule: string, pattern: RegExp, except: string[] = []) {
  test(rule, () =>
    assert.deepEqual(
      files.filter((file) => !except.includes(file) && pattern.test(text(file))),
      [],
    ),
  )
}

forbidText('the environment is read in one place', /process\.env/, ['cli/main.ts'])
forbidText('no module has a variable of its own', /^(export )?let /m)
forbidText('nothing is of any type', /[:<] ?any\b(?! )/)

test('no file is longer than 250 lines', () => {
  assert.deepEqual(
    files.filter((file) => text(file).split('\n').length > 250),
    [],
  )
})

const endpoints = Object.values(api).flatMap((concept) => Object.values(concept) as Endpoint[])

test('every endpoint says what it does and who may call it', () => {
  for (const { method, path, summary, permission } of endpoints) {
    assert.match(summary, /^[A-Z].{5,}[^.]$/, `${method} ${path}`)
    assert.ok(permission, `${method} ${path}`)
  }
})

test('no two endpoints have the same method and path', () => {
  const names = endpoints.map(({ method, path }) => `${method} ${path}`)
  assert.deepEqual(
    names.filter((name, i) => names.indexOf(name) !== i),
    [],
  )
})

test('an endpoint that is given for single resources names the parameter that says which', () => {
  for (const { path, resource } of endpoints) {
    if (resource) assert.ok(path.includes(`:${resource}`), path)
  }
})
