import type { Language } from '../lib/languages.ts'
import type { Messages, ProblemTexts } from './catalogue.ts'

/** Loads the messages of one language. Those of the others are not fetched. */
export const loadMessages: Record<Language, () => Promise<Messages>> = {
  en: async () => (await import('./en/index.ts')).english,
  fr: async () => (await import('./fr/index.ts')).french,
  pt: async () => (await import('./pt/index.ts')).portuguese,
  es: async () => (await import('./es/index.ts')).spanish,
  sw: async () => (await import('./sw/index.ts')).swahili,
}

/** Loads the texts of the reasons of problems in one language. */
export const loadProblemTexts: Record<Language, () => Promise<ProblemTexts>> = {
  en: async () => (await import('./en/problems/index.ts')).problems,
  fr: async () => (await import('./fr/problems/index.ts')).problems,
  pt: async () => (await import('./pt/problems/index.ts')).problems,
  es: async () => (await import('./es/problems/index.ts')).problems,
  sw: async () => (await import('./sw/problems/index.ts')).problems,
}
