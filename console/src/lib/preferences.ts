import { z } from 'zod'
import { isLanguage, languages } from './languages.ts'
import { store } from './store.ts'

export const zones = ['browser', 'utc', 'server'] as const

const Preferences = z.object({
  language: z.enum(Object.keys(languages).filter(isLanguage)),
  zone: z.enum(zones).catch('browser'),
})
type Preferences = z.infer<typeof Preferences>
export type Zone = Preferences['zone']

const key = 'mediary-preferences'

const guessed = (): Preferences => {
  const language = navigator.languages.map((tag) => tag.slice(0, 2).toLowerCase()).find(isLanguage)
  return { language: language ?? 'en', zone: 'browser' }
}

const stored = (): Preferences => {
  try {
    return Preferences.parse(JSON.parse(localStorage.getItem(key) ?? ''))
  } catch {
    return guessed()
  }
}

export const preferences = store<Preferences>(stored())

export function prefer(change: Partial<Preferences>) {
  const next = { ...preferences.get(), ...change }
  preferences.set(next)
  try {
    localStorage.setItem(key, JSON.stringify(next))
  } catch {
    // A browser that keeps nothing still obeys until the page is left.
  }
}
