import type { Messages } from './catalogue.ts'

/** The languages of the console by their tag. Only the messages of the chosen one are loaded. */
export const languages = {
  en: { name: 'English', load: async () => (await import('./en/index.ts')).english },
  fr: { name: 'Français', load: async () => (await import('./fr/index.ts')).french },
  pt: { name: 'Português', load: async () => (await import('./pt/index.ts')).portuguese },
} as const satisfies Record<string, { name: string; load: () => Promise<Messages> }>

export type Language = keyof typeof languages

export const isLanguage = (tag: string): tag is Language => Object.hasOwn(languages, tag)

export const languageTags = Object.keys(languages).filter(isLanguage)
