import type { Language } from './preferences.ts'

/** One message: English, French, Portuguese. A missing one does not compile. */
export type Message = readonly [en: string, fr: string, pt: string]
export type Words = Record<string, Message>
export type Values = Record<string, string | number>

const position = { en: 0, fr: 1, pt: 2 } as const satisfies Record<Language, number>

export const words = <const W extends Words>(messages: W): W => messages

/** The message in a language, with `{name}` replaced by the value of that name. */
export const say = (message: Message, language: Language, values: Values = {}) =>
  message[position[language]].replace(/\{(\w+)\}/g, (all, name: string) => `${values[name] ?? all}`)
