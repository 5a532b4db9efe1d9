// Words the reasons of the API and of the gateway in the chosen language. The texts are loaded with the first problem.

import type { Explained } from '../lib/api/problem.ts'
import type { Language } from '../lib/languages.ts'
import { preferences } from '../lib/preferences.ts'
import { createStore, useStore } from '../lib/store.ts'
import { loadProblemTexts } from './load.ts'
import { translate } from './translate.ts'

type Recognise = (text: string) => readonly Explained[]
type Loaded = { language: Language; texts: Readonly<Record<string, string>>; recognise: Recognise }

const loaded = createStore<Loaded | undefined>(undefined)
/** The server words its reasons in English. */
const english: Loaded = { language: 'en', texts: {}, recognise: () => [] }

/** Returns the function that words an explanation of the server in the chosen language. */
export async function loadExplanations(): Promise<(explained: Explained) => string> {
  const { language } = preferences.get()
  if (loaded.get()?.language !== language) await load(language)
  return explain
}

/**
 * Returns the functions that word an explanation, and that find the reasons in a recorded text. Their texts are loaded when
 * they are first used: most pages show none. Until then the English ones stand there.
 */
export function useExplanation() {
  const isMissing = useStore(loaded) === undefined
  const begin = () => {
    if (!isMissing || hasBegun) return
    hasBegun = true
    void load(preferences.get().language)
  }
  return {
    explain(explained: Explained): string {
      begin()
      return explain(explained)
    },
    recognise(text: string): readonly Explained[] {
      begin()
      return loaded.get()?.recognise(text) ?? []
    },
  }
}
let hasBegun = false

/** Loads the texts of another language, if those of the former one were loaded. */
export const changeExplanations = async (language: Language) => {
  if (loaded.get()) await load(language)
}

async function load(language: Language) {
  if (language === 'en') return loaded.set(english)
  // Without its texts the console shows the English ones of the server.
  const texts = loadProblemTexts[language]().catch(() => ({}))
  const recognise = loadRecogniser().catch(() => english.recognise)
  loaded.set({ language, texts: await texts, recognise: await recognise })
}

const loadRecogniser = async (): Promise<Recognise> =>
  (await import('@mediary/contract/reasons/recognise')).recogniseReasons

function explain({ message, reason, parameters }: Explained): string {
  const { texts, language } = loaded.get() ?? english
  const text = Object.hasOwn(texts, reason) ? texts[reason] : texts['unknown-reason']
  return text === undefined ? message : translate(text, { message, ...parameters }, language)
}
