import type { Language } from '../lib/languages.ts'
import type { Messages } from './catalogue.ts'

/** Loads the messages of one language. Those of the others are not fetched. */
export const loadMessages: Record<Language, () => Promise<Messages>> = {
  en: async () => (await import('./en/index.ts')).english,
  fr: async () => (await import('./fr/index.ts')).french,
  pt: async () => (await import('./pt/index.ts')).portuguese,
}
