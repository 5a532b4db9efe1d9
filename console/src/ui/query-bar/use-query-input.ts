import { useCombobox } from '@mantine/core'
import { useHotkeys } from '@mantine/hooks'
import { type ChangeEvent, type KeyboardEvent, useId, useRef, useState } from 'react'
import type { Suggestion } from '../../lib/query/complete.ts'
import type { Issue } from '../../lib/query/fields.ts'
import { parseQuery, printQuery, type Term } from '../../lib/query/grammar.ts'

type QueryInput = {
  terms: readonly Term[]
  issues: ReadonlyMap<number, Issue>
  change: (terms: Term[]) => void
}

/** The text that is being typed in a query bar: Enter makes chips of it, and the last chip becomes text again with Backspace. */
export function useQueryInput({ terms, issues, change }: QueryInput) {
  const ref = useRef<HTMLInputElement>(null)
  const [text, setText] = useState('')
  const combobox = useCombobox({ onDropdownClose: () => combobox.resetSelectedOption() })
  const issuesId = useId()
  useHotkeys([['/', () => ref.current?.focus()]])

  const type = (typed: string) => {
    setText(typed)
    combobox.resetSelectedOption()
    combobox.openDropdown()
  }
  const commit = (typed: string) => {
    change([...terms, ...parseQuery(typed)])
    setText('')
    combobox.closeDropdown()
  }
  /** Puts a chip back into the field. The text that stands there becomes a chip. */
  const edit = (place: number) => {
    const term = terms[place]
    if (!term) return
    change([...terms.filter((_, i) => i !== place), ...parseQuery(text)])
    type(printQuery([term]))
    ref.current?.focus()
  }
  const onKeyDown = (event: KeyboardEvent<HTMLInputElement>) => {
    if (event.nativeEvent.isComposing) return
    if (event.key === 'Enter' && text.trim() !== '' && combobox.getSelectedOptionIndex() === -1) commit(text)
    if (event.key === 'Backspace' && text === '' && terms.length > 0) {
      event.preventDefault()
      edit(terms.length - 1)
    }
  }
  return {
    text,
    combobox,
    edit,
    issuesId,
    choose: ({ text: chosen, isWhole }: Suggestion) => (isWhole ? commit(chosen) : type(chosen)),
    /** The properties of the input element. */
    field: {
      ref,
      value: text,
      spellCheck: false,
      autoCapitalize: 'none',
      maxLength: 1000,
      'aria-invalid': issues.size > 0,
      'aria-describedby': issues.size > 0 ? issuesId : undefined,
      onChange: ({ currentTarget }: ChangeEvent<HTMLInputElement>) => type(currentTarget.value),
      onFocus: () => combobox.openDropdown(),
      onBlur: () => combobox.closeDropdown(),
      onKeyDown,
    },
  }
}
