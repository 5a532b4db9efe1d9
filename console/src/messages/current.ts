import { loadPart } from '../lib/api/load-part.ts'
import type { Language } from '../lib/languages.ts'
import { changePreferences, preferences } from '../lib/preferences.ts'
import { createStore } from '../lib/store.ts'
import type { Feature } from './catalogue.ts'
import { loadFirstMessages, loadFurtherMessages, loadListMessages } from './load.ts'
import { changeExplanations } from './problems.ts'

type Shown = Readonly<Partial<Record<Feature, Readonly<Record<string, string>>>>>

/** The messages of the language that is shown. Those of the first view are loaded before it is drawn. */
export const currentMessages = createStore<Shown | undefined>(undefined)

const parts = { lists: loadListMessages, further: loadFurtherMessages } as const
type Part = keyof typeof parts

/** The parts that are loaded or on their way, in the language that is shown. */
const loading = new Map<Part, Promise<void>>()

/** Loads messages that the first view does without, and shows them. They are loaded once. */
function showPart(part: Part, language: Language): Promise<void> {
  const known = loading.get(part)
  if (known) return known
  const begun: Promise<void> = loadPart<Shown>(parts[part][language]).then(
    (messages) => {
      // Somebody who has chosen another language meanwhile must not get this one back.
      if (loading.get(part) === begun) currentMessages.set({ ...currentMessages.get(), ...messages })
    },
    (error: unknown) => {
      loading.delete(part)
      throw error
    },
  )
  loading.set(part, begun)
  return begun
}
export const showListMessages = (language: Language) => showPart('lists', language)
export const showFurtherMessages = (language: Language) => showPart('further', language)

/** Loads the messages of a language, shows them and remembers the choice. Without them the former language stays. */
export async function showLanguage(language: Language) {
  // Whoever has seen more than the first view needs the same parts in the new language at once.
  const seen = [...loading.keys()]
  const [first, ...more] = await Promise.all([
    loadPart<Shown>(loadFirstMessages[language]),
    ...seen.map((part) => loadPart<Shown>(parts[part][language])),
    changeExplanations(language).then((): Shown => ({})),
  ])
  loading.clear()
  for (const part of seen) loading.set(part, Promise.resolve())
  currentMessages.set(Object.assign({}, first, ...more))
  document.documentElement.lang = language
  if (preferences.get().language !== language) changePreferences({ language })
}
