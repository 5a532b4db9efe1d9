import assert from 'node:assert/strict'
import { test } from 'node:test'
import { isLanguage, type Language, languages } from '../lib/languages.ts'
import { english } from './en/index.ts'
import { problems } from './en/problems/index.ts'
import { loadFirstMessages, loadFurtherMessages, loadProblemTexts } from './load.ts'
import { translate } from './translate.ts'

const load = async (language: Language) => ({
  ...(await loadFirstMessages[language]()),
  ...(await loadFurtherMessages[language]()),
  problems: await loadProblemTexts[language](),
})
const flatten = (messages: Record<string, Record<string, string>>) =>
  new Map(
    Object.entries(messages).flatMap(([feature, texts]) =>
      Object.entries(texts).map(([key, text]) => [`${feature} ${key}`, text] as const),
    ),
  )
const parameters = (text: string) => [...new Set(text.match(/\{\w+\}/g) ?? [])].sort()
const expected = flatten({ ...english, problems })

for (const language of Object.keys(languages).filter(isLanguage))
  test(`every message is there in ${languages[language]}, with the parameters that it has in English`, async () => {
    const texts = flatten(await load(language))
    assert.deepEqual([...texts.keys()].sort(), [...expected.keys()].sort())
    for (const [key, text] of texts) {
      assert.ok(text.trim(), key)
      assert.deepEqual(parameters(text), parameters(expected.get(key) ?? ''), key)
    }
  })

test('a value takes the place of its parameter', () => {
  assert.equal(translate('Bonjour {name}', { name: 'Ana' }), 'Bonjour Ana')
})

test('a count chooses the plural form of its language, also when it is written with separators', () => {
  const message = '{count} {count:entrée|entrées}'
  assert.equal(translate(message, { count: 0 }, 'fr'), '0 entrée')
  assert.equal(translate(message, { count: 0 }, 'en'), '0 entrées')
  assert.equal(translate(message, { count: '1\u202f000' }, 'fr'), '1\u202f000 entrées')
})
