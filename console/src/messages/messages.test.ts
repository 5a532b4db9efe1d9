import assert from 'node:assert/strict'
import { test } from 'node:test'
import { isLanguage, languages } from '../lib/languages.ts'
import { english } from './en/index.ts'
import { loadMessages } from './load.ts'
import { translate } from './translate.ts'

const flatten = (messages: Record<string, Record<string, string>>) =>
  new Map(
    Object.entries(messages).flatMap(([feature, texts]) =>
      Object.entries(texts).map(([key, text]) => [`${feature} ${key}`, text] as const),
    ),
  )
const parameters = (text: string) => [...new Set(text.match(/\{\w+\}/g) ?? [])].sort()
const expected = flatten(english)

for (const language of Object.keys(languages).filter(isLanguage))
  test(`every message is there in ${languages[language]}, with the parameters that it has in English`, async () => {
    const texts = flatten(await loadMessages[language]())
    assert.deepEqual([...texts.keys()].sort(), [...expected.keys()].sort())
    for (const [key, text] of texts) {
      assert.ok(text.trim(), key)
      assert.deepEqual(parameters(text), parameters(expected.get(key) ?? ''), key)
    }
  })

test('a value takes the place of its parameter', () => {
  assert.equal(translate('Bonjour {name}', { name: 'Ana' }), 'Bonjour Ana')
})
