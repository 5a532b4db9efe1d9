import { loadPart } from '../lib/api/load-part.ts'
import type { Language } from '../lib/languages.ts'
import { changePreferences, preferences } from '../lib/preferences.ts'
import { createStore } from '../lib/store.ts'
import type { Feature } from './catalogue.ts'
import { loadMessages } from './load.ts'
import { changeExplanations } from './problems.ts'

/** The messages of the language that is shown. They are loaded before the first page is drawn. */
export const currentMessages = createStore<Readonly<Record<Feature, Readonly<Record<string, string>>>> | undefined>(
  undefined,
)

/** Loads the messages of a language, shows them and remembers the choice. Without them the former language stays. */
export async function showLanguage(language: Language) {
  const [messages] = await Promise.all([loadPart(loadMessages[language]), changeExplanations(language)])
  currentMessages.set(messages)
  document.documentElement.lang = language
  if (preferences.get().language !== language) changePreferences({ language })
}
