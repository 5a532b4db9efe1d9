import { loaded } from '../lib/api/loaded.ts'
import type { Language } from '../lib/languages.ts'
import { prefer, preferences } from '../lib/preferences.ts'
import { store } from '../lib/store.ts'
import type { Feature } from './catalogue.ts'
import { loadMessages } from './load.ts'

/** The messages of the language that is shown. They are loaded before the first page is drawn. */
export const currentMessages = store<Readonly<Record<Feature, Readonly<Record<string, string>>>> | undefined>(undefined)

/** Loads the messages of a language, shows them and remembers the choice. Without them the former language stays. */
export async function showLanguage(language: Language) {
  currentMessages.set(await loaded(loadMessages[language]))
  document.documentElement.lang = language
  if (preferences.get().language !== language) prefer({ language })
}
