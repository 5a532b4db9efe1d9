/** The languages of the console by their tag. */
export const languages = { en: 'English', fr: 'Français', pt: 'Português' } as const

export type Language = keyof typeof languages

export const isLanguage = (tag: string): tag is Language => Object.hasOwn(languages, tag)
