import { useCallback } from 'react'
import { preferences } from './preferences.ts'
import { useStore } from './store.ts'
import { say, type Values, type Words } from './words.ts'

export type Say<W extends Words> = (key: keyof W & string, values?: Values) => string

/** The messages of one part of the console in the chosen language. */
export function useWords<const W extends Words>(messages: W): Say<W> {
  const { language } = useStore(preferences)
  return useCallback(
    (key, values) => {
      const message = messages[key]
      return message ? say(message, language, values) : key
    },
    [messages, language],
  )
}
