// Words the reasons of the API and of the gateway in the chosen language. The texts are loaded with the first problem.

import { useEffect } from 'react'
import type { Explained } from '../lib/api/problem.ts'
import type { Language } from '../lib/languages.ts'
import { preferences } from '../lib/preferences.ts'
import { createStore, useStore } from '../lib/store.ts'
import { loadProblemTexts } from './load.ts'
import { translate } from './translate.ts'

type Loaded = { language: Language; texts: Readonly<Record<string, string>> }

const loaded = createStore<Loaded | undefined>(undefined)

/** Returns the function that words an explanation of the server in the chosen language. */
export async function loadExplanations(): Promise<(explained: Explained) => string> {
  const { language } = preferences.get()
  if (loaded.get()?.language !== language) await load(language)
  return explain
}

/** Returns the function that words an explanation, and loads its texts. Until they are here it returns the English ones. */
export function useExplanation(): (explained: Explained) => string {
  const missing = useStore(loaded) === undefined
  useEffect(() => {
    if (missing) void load(preferences.get().language)
  }, [missing])
  return explain
}

/** Loads the texts of another language, if those of the former one were loaded. */
export const changeExplanations = async (language: Language) => {
  if (loaded.get()) await load(language)
}

async function load(language: Language) {
  // Without its texts the console shows the English ones of the server.
  const texts = await loadProblemTexts[language]().catch(() => ({}))
  loaded.set({ language, texts })
}

function explain({ message, reason, parameters }: Explained): string {
  const { texts, language } = loaded.get() ?? { texts: {}, language: 'en' }
  const text = Object.hasOwn(texts, reason) ? texts[reason] : texts['unknown-reason']
  return text === undefined ? message : translate(text, { message, ...parameters }, language)
}
