import assert from 'node:assert/strict'
import { globSync } from 'node:fs'
import { resolve } from 'node:path'
import { test } from 'node:test'
import { say, type Words } from './words.ts'

const placeholders = (text: string) => (text.match(/\{\w+\}/g) ?? []).sort()
const folder = resolve(import.meta.dirname, '..')

for (const file of globSync('**/*words.ts', { cwd: folder }).filter((name) => !name.startsWith('lib/'))) {
  test(`every message of ${file} is there in three languages with the same placeholders`, async () => {
    const catalogues: Record<string, Words> = await import(resolve(folder, file))
    for (const [key, message] of Object.values(catalogues).flatMap((catalogue) => Object.entries(catalogue))) {
      assert.equal(message.length, 3, key)
      for (const text of message) {
        assert.ok(text.trim(), key)
        assert.deepEqual(placeholders(text), placeholders(message[0]), key)
      }
    }
  })
}

test('a value takes the place of its placeholder', () => {
  assert.equal(say(['Hello {name}', 'Bonjour {name}', 'Olá {name}'], 'fr', { name: 'Ana' }), 'Bonjour Ana')
})
