import assert from 'node:assert/strict'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { permissionsPage } from './permissions-page.ts'
import { openApiPage, problemsPage, settingsPage } from './reference.ts'

const root = join(import.meta.dirname, '../../..')
const page = (name: string) => readFileSync(join(root, 'docs/reference', name), 'utf8')

test('the reference of settings is what the code says', () => assert.equal(page('settings.md'), settingsPage()))
test('the reference of permissions is what the contract says', () =>
  assert.equal(page('permissions.md'), permissionsPage()))
test('the reference of problem codes is what the code says', () => assert.equal(page('problems.md'), problemsPage()))
test('the committed OpenAPI document is what the contract says', () =>
  assert.equal(page('openapi.json'), openApiPage()))

for (const name of readdirSync(join(root, 'docs/decisions')))
  test(`decision ${name} ends with what enforces it, and that exists`, () => {
    const last =
      readFileSync(join(root, 'docs/decisions', name), 'utf8')
        .trim()
        .split('\n')
        .at(-1) ?? ''
    assert.match(last, /^Enforced by: /)
    const paths = [...last.matchAll(/`([\w./-]+\.\w+)`/g)].map(([, path = '']) => path)
    assert.deepEqual(
      paths.filter((path) => !existsSync(join(root, path))),
      [],
    )
  })

test('every test that the threat model names exists', () => {
  const text = readFileSync(join(root, 'docs/threat-model.md'), 'utf8')
  const named = [...text.matchAll(/`((?:server|e2e|contract)\/[\w./-]+\.test\.ts)`/g)].map(([, path = '']) => path)
  assert.ok(named.length > 40)
  assert.deepEqual(
    named.filter((path) => !existsSync(join(root, path))),
    [],
  )
})
