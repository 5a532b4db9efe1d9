import type { ColumnChoice, Preferences as StoredPreferences } from '@mediary/contract/users/preferences'
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

/** Returns the stored preferences. A value of an older or newer console counts as none. */
const readPreferences = (): Preferences => {
  const guessed = guessPreferences()
  const stored = readStored()
  const language = stored.get('language')
  const columns = stored.get('columns')
  return {
    language: typeof language === 'string' && isLanguage(language) ? language : guessed.language,
    zone: zones.find((zone) => zone === stored.get('zone')) ?? guessed.zone,
    rows: densities.find((density) => density === stored.get('rows')) ?? guessed.rows,
    columns: isChoices(columns) ? columns : guessed.columns,
  }
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
const holdsOnly = (value: unknown, type: 'boolean' | 'number') =>
  value === undefined || (isRecord(value) && Object.values(value).every((one) => typeof one === type))

/** A schema would load all of zod for the first view, which needs it for nothing else. */
const isChoices = (value: unknown): value is Record<string, ColumnChoice> =>
  isRecord(value) &&
  Object.values(value).every(
    (choice) => isRecord(choice) && holdsOnly(choice.shown, 'boolean') && holdsOnly(choice.widths, 'number'),
  )

function readStored(): ReadonlyMap<string, unknown> {
  try {
    return new Map(Object.entries(JSON.parse(localStorage.getItem(key) ?? '{}')))
  } catch {
    return new Map()
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
