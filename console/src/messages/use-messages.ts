import { use, useCallback } from 'react'
import { preferences } from '../lib/preferences.ts'
import { useStore } from '../lib/store.ts'
import type { Feature, MessageKey, ParametersOf } from './catalogue.ts'
import { currentMessages, showFurtherMessages } from './current.ts'
import { translate, type Values } from './translate.ts'

type ValuesFor<Name extends string> = [Name] extends [never] ? [] : [values: Record<Name, string | number>]

type Translate<F extends Feature> = <Key extends MessageKey<F>>(
  key: Key,
  ...values: ValuesFor<ParametersOf<F, Key>>
) => string

/**
 * Returns the function that translates the messages of one feature into the chosen language. Those that the first view does
 * without are loaded when they are first needed: until then the part that needs them waits, as for its own code.
 */
export function useMessages<F extends Feature>(feature: F): Translate<F> {
  const messages = useStore(currentMessages)
  if (messages && !(feature in messages)) use(showFurtherMessages(preferences.get().language))
  return useCallback(
    (key: MessageKey<F>, values?: Values) => {
      const message = messages?.[feature]?.[key]
      return message === undefined ? key : translate(message, values, preferences.get().language)
    },
    [messages, feature],
  )
}
