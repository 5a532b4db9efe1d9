/** The languages of the console by their tag. A machine drafted the marked ones, and no speaker has reviewed them yet. */
export const languages = {
  en: 'English',
  fr: 'Français',
  pt: 'Português',
  es: 'Español (borrador automático)',
  sw: 'Kiswahili (rasimu ya mashine)',
} as const

export type Language = keyof typeof languages

export const isLanguage = (tag: string): tag is Language => Object.hasOwn(languages, tag)
