import { loadPart } from '../lib/api/load-part.ts'
import type { Language } from '../lib/languages.ts'
import { changePreferences, preferences } from '../lib/preferences.ts'
import { createStore } from '../lib/store.ts'
import type { Feature } from './catalogue.ts'
import { loadFirstMessages, loadFurtherMessages } from './load.ts'
import { changeExplanations } from './problems.ts'

type Shown = Readonly<Partial<Record<Feature, Readonly<Record<string, string>>>>>

/** The messages of the language that is shown. Those of the first view are loaded before it is drawn. */
export const currentMessages = createStore<Shown | undefined>(undefined)

const furtherMessages = new Map<Language, Promise<void>>()

/** Loads the messages of a language that the first view does without, and shows them. They are loaded once. */
export function showFurtherMessages(language: Language): Promise<void> {
  const known = furtherMessages.get(language)
  if (known) return known
  const loading = loadPart(loadFurtherMessages[language]).then(
    (messages) => currentMessages.set({ ...currentMessages.get(), ...messages }),
    (error: unknown) => {
      furtherMessages.delete(language)
      throw error
    },
  )
  furtherMessages.set(language, loading)
  return loading
}

/** Loads the messages of a language, shows them and remembers the choice. Without them the former language stays. */
export async function showLanguage(language: Language) {
  // Whoever has seen more than the first view needs all messages at once.
  const hasMore = furtherMessages.size > 0
  const [first, further] = await Promise.all([
    loadPart(loadFirstMessages[language]),
    hasMore ? loadPart(loadFurtherMessages[language]) : {},
    changeExplanations(language),
  ])
  furtherMessages.clear()
  if (hasMore) furtherMessages.set(language, Promise.resolve())
  currentMessages.set({ ...first, ...further })
  document.documentElement.lang = language
  if (preferences.get().language !== language) changePreferences({ language })
}
