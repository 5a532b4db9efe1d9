import { isLanguage, type Language } from './languages.ts'
import { createStore } from './store.ts'

export const zones = ['browser', 'utc', 'server'] as const

/** The heights of the rows of long lists. */
export const densities = ['dense', 'comfortable'] as const

export type Zone = (typeof zones)[number]
type Preferences = { language: Language; zone: Zone; rows: (typeof densities)[number] }

const key = 'mediary-preferences'

const guessPreferences = (): Preferences => {
  const language = navigator.languages.map((tag) => tag.slice(0, 2).toLowerCase()).find(isLanguage)
  return { language: language ?? 'en', zone: 'browser', rows: 'dense' }
}

/** Returns the stored preferences. A value of an older or newer console counts as none. */
const readPreferences = (): Preferences => {
  const guessed = guessPreferences()
  const stored = readStored()
  const language = stored('language')
  return {
    language: language !== undefined && isLanguage(language) ? language : guessed.language,
    zone: zones.find((zone) => zone === stored('zone')) ?? guessed.zone,
    rows: densities.find((density) => density === stored('rows')) ?? guessed.rows,
  }
}

function readStored(): (name: keyof Preferences) => string | undefined {
  try {
    const stored = new Map<string, unknown>(Object.entries(JSON.parse(localStorage.getItem(key) ?? '{}')))
    return (name) => {
      const value = stored.get(name)
      return typeof value === 'string' ? value : undefined
    }
  } catch {
    return () => undefined
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
