import { z } from 'zod'
import { isLanguage, languages } from './languages.ts'
import { createStore } from './store.ts'

export const zones = ['browser', 'utc', 'server'] as const

/** The heights of the rows of long lists. */
const densities = ['dense', 'comfortable'] as const

const Preferences = z.object({
  language: z.enum(Object.keys(languages).filter(isLanguage)),
  zone: z.enum(zones).catch('browser'),
  rows: z.enum(densities).catch('dense'),
})
type Preferences = z.infer<typeof Preferences>
export type Zone = Preferences['zone']

const key = 'mediary-preferences'

const guessPreferences = (): Preferences => {
  const language = navigator.languages.map((tag) => tag.slice(0, 2).toLowerCase()).find(isLanguage)
  return { language: language ?? 'en', zone: 'browser', rows: 'dense' }
}

const readPreferences = (): Preferences => {
  try {
    return Preferences.parse(JSON.parse(localStorage.getItem(key) ?? ''))
  } catch {
    return guessPreferences()
  }
}

export const preferences = createStore<Preferences>(readPreferences())

export function changePreferences(change: Partial<Preferences>) {
  const next = { ...preferences.get(), ...change }
  preferences.set(next)
  try {
    localStorage.setItem(key, JSON.stringify(next))
  } catch {
    // Without storage, the choice lasts until the page is closed.
  }
}
