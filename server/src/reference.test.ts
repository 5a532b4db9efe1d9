import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { problemsPage, settingsPage } from './reference.ts'

const page = (name: string) => readFileSync(join(import.meta.dirname, '../../docs/reference', name), 'utf8')

test('the reference of settings is what the code says', () => assert.equal(page('settings.md'), settingsPage()))
test('the reference of problem codes is what the code says', () => assert.equal(page('problems.md'), problemsPage()))
