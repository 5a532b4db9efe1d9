import { type ColumnChoice, Preferences as StoredPreferences } from '@mediary/contract/users/preferences'
import { isLanguage, type Language } from './languages.ts'
import { createStore } from './store.ts'

export const zones = ['browser', 'utc', 'server'] as const

/** The heights of the rows of long lists. */
export const densities = ['dense', 'comfortable'] as const

export type Zone = (typeof zones)[number]
type Preferences = {
  language: Language
  zone: Zone
  rows: (typeof densities)[number]
  columns: Readonly<Record<string, ColumnChoice>>
}

const key = 'mediary-preferences'

const guessPreferences = (): Preferences => {
  const language = navigator.languages.map((tag) => tag.slice(0, 2).toLowerCase()).find(isLanguage)
  return { language: language ?? 'en', zone: 'browser', rows: 'dense', columns: {} }
}

/** Returns the stored preferences. What another version of the console has stored counts as none. */
const readPreferences = (): Preferences => {
  const guessed = guessPreferences()
  const { language, zone, rows, columns } = readStored()
  return {
    language: language ?? guessed.language,
    zone: zone ?? guessed.zone,
    rows: rows ?? guessed.rows,
    columns: columns ?? guessed.columns,
  }
}

function readStored(): StoredPreferences {
  try {
    return StoredPreferences.safeParse(JSON.parse(localStorage.getItem(key) ?? '{}')).data ?? {}
  } catch {
    return {}
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

/** Returns what changed from one state of the preferences to the next: only that is sent, so that no other browser's choice is undone. */
export function findChanges(before: Preferences, after: Preferences): StoredPreferences {
  const lists = Object.entries(after.columns).filter(([list, choice]) => before.columns[list] !== choice)
  return {
    ...(after.language !== before.language && { language: after.language }),
    ...(after.zone !== before.zone && { zone: after.zone }),
    ...(after.rows !== before.rows && { rows: after.rows }),
    ...(lists.length > 0 && { columns: Object.fromEntries(lists) }),
  }
}
