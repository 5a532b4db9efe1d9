import type { Language } from '../lib/languages.ts'
import type { FirstMessages, FurtherMessages, ListMessages, ProblemTexts } from './catalogue.ts'

/** Loads the messages of the first view in one language. Those of the others are not fetched. */
export const loadFirstMessages: Record<Language, () => Promise<FirstMessages>> = {
  en: async () => (await import('./en/first-view/index.ts')).first,
  fr: async () => (await import('./fr/first-view/index.ts')).first,
  pt: async () => (await import('./pt/first-view/index.ts')).first,
  es: async () => (await import('./es/first-view/index.ts')).first,
  sw: async () => (await import('./sw/first-view/index.ts')).first,
}

/** Loads the messages that the list of transactions needs besides. */
export const loadListMessages: Record<Language, () => Promise<ListMessages>> = {
  en: async () => (await import('./en/lists/index.ts')).lists,
  fr: async () => (await import('./fr/lists/index.ts')).lists,
  pt: async () => (await import('./pt/lists/index.ts')).lists,
  es: async () => (await import('./es/lists/index.ts')).lists,
  sw: async () => (await import('./sw/lists/index.ts')).lists,
}

/** Loads all messages of one language besides those of the first view. */
export const loadFurtherMessages: Record<Language, () => Promise<FurtherMessages>> = {
  en: async () => (await import('./en/further.ts')).further,
  fr: async () => (await import('./fr/further.ts')).further,
  pt: async () => (await import('./pt/further.ts')).further,
  es: async () => (await import('./es/further.ts')).further,
  sw: async () => (await import('./sw/further.ts')).further,
}

/** Loads the texts of the reasons of problems in one language. */
export const loadProblemTexts: Record<Language, () => Promise<ProblemTexts>> = {
  en: async () => (await import('./en/problems/index.ts')).problems,
  fr: async () => (await import('./fr/problems/index.ts')).problems,
  pt: async () => (await import('./pt/problems/index.ts')).problems,
  es: async () => (await import('./es/problems/index.ts')).problems,
  sw: async () => (await import('./sw/problems/index.ts')).problems,
}
