import assert from 'node:assert/strict'
import { test } from 'node:test'
import { api } from '@mediary/contract/api'
import type { Endpoint } from '@mediary/contract/api/endpoint'
import { allowances } from '../../scripts/measure/allowances.ts'
import { readProject } from '../../scripts/measure/project.ts'
import { ruleNames, rules } from '../../scripts/measure/rules.ts'

const project = readProject()
const root = 'server/src/'
const sources = project.files.filter(({ path, role }) => role === 'source' && path.startsWith(root))
const within = (path: string) => path.slice(root.length)

const imports = sources.flatMap(({ path, imports }) =>
  imports.filter(({ to }) => to.startsWith(root)).map(({ to }) => ({ from: within(path), to: within(to) })),
)

// A rule may be broken as often as `allowances.ts` says, and no more: see "Rules that a test enforces" in CONTRIBUTING.md.
for (const name of ruleNames) {
  const { rule, find } = rules[name]
  test(rule, () => {
    const found = find(project).map(({ file, line, text }) => `${file}:${line}: ${text}`)
    const advice = `${found.length} violations, ${allowances[name]} allowed. See them: npm run measure -- --list ${name}`
    assert.ok(found.length <= allowances[name], advice)
  })
}

/** Returns the slice of a file: the first folder below `server/src`. */
const folder = (file: string) => file.slice(0, file.indexOf('/'))
const isProgram = (file: string) => ['cli', 'processes', 'settings'].includes(folder(file))
/** The files that every layer may import. */
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
      sources
        .map(({ path, text }) => [within(path), text] as const)
        .filter(([path, text]) => !except.includes(path) && pattern.test(text))
        .map(([path]) => path),
      [],
    ),
  )
}

forbidText('the environment is read in one place', /process\.env/, [
  'cli/main.ts',
  'processes/control.ts',
  'processes/supervisor/child-environment.ts',
])
forbidText('no module has a variable of its own', /^(export )?let /m)
forbidText('nothing is of any type', /[:<] ?any\b(?! )/)

// A header that is read elsewhere would be missing in the tests of what a Connection header can take away.
test('the gateway reads headers of a request by readHeader and readRequestHead only', () => {
  const engine = /^gateway\/listeners\/(client-request\.ts|http1\/|node-http\/)/
  const readers = sources
    .filter(({ path, text }) => within(path).startsWith('gateway/') && /\brawHeaders\b/.test(text))
    .map(({ path }) => within(path))
    .filter((path) => !engine.test(path))
  assert.deepEqual(readers.sort(), [
    'gateway/listeners/headers.ts',
    // These pass all of them on to a reader of their own, which has its tests: the certificate's, a trace's, and ours.
    'gateway/listeners/http-source.ts',
    'gateway/listeners/proxies/client-certificate.ts',
    'gateway/listeners/request.ts',
    'gateway/spans.ts',
  ])
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
