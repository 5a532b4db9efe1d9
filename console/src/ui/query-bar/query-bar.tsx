import { CloseButton, Combobox, Pill, PillsInput } from '@mantine/core'
import { type Shortcut, suggest } from '../../lib/query/complete.ts'
import type { Issue, QueryField } from '../../lib/query/fields.ts'
import { printQuery, type Term } from '../../lib/query/grammar.ts'
import { useMessages } from '../../messages/use-messages.ts'
import { Icon } from '../icons.tsx'
import { Chip } from './chip.tsx'
import { Issues } from './issues.tsx'
import classes from './query-bar.module.css'
import { Suggestions, toKey } from './suggestions.tsx'
import { useQueryInput } from './use-query-input.ts'

type QueryBarProps = {
  terms: readonly Term[]
  fields: readonly QueryField[]
  shortcuts?: readonly Shortcut[]
  /** What is wrong with terms, by their place. */
  issues: ReadonlyMap<number, Issue>
  change: (terms: Term[]) => void
  /** A query as an example, which is shown while there is none. */
  example: string
}

/** The filters of a list as chips, and a field that completes what is typed. The key `/` goes there. */
export function QueryBar({ terms, fields, shortcuts = [], issues, change, example }: QueryBarProps) {
  const t = useMessages('query')
  const { text, combobox, choose, edit, field, issuesId } = useQueryInput({ terms, issues, change })
  const suggestions = suggest(text, fields, shortcuts)
  return (
    <div className={classes.bar}>
      <Combobox
        withinPortal={false}
        store={combobox}
        onOptionSubmit={(key) => suggestions.filter((one) => toKey(one) === key).map(choose)}
      >
        <Combobox.DropdownTarget>
          <PillsInput
            size="xs"
            leftSection={<Icon name="search" size={16} />}
            rightSection={
              terms.length > 0 && <CloseButton size="sm" aria-label={t('clear')} onClick={() => change([])} />
            }
          >
            <Pill.Group>
              {terms.map((term, place) => (
                <Chip
                  // biome-ignore lint/suspicious/noArrayIndexKey: two terms can be equal
                  key={`${place} ${printQuery([term])}`}
                  term={term}
                  fields={fields}
                  isWrong={issues.has(place)}
                  edit={() => edit(place)}
                  remove={() => change(terms.filter((_, i) => i !== place))}
                />
              ))}
              <Combobox.EventsTarget withExpandedAttribute>
                <PillsInput.Field
                  {...field}
                  aria-label={t('label')}
                  placeholder={terms.length === 0 ? t('placeholder', { example }) : undefined}
                />
              </Combobox.EventsTarget>
            </Pill.Group>
          </PillsInput>
        </Combobox.DropdownTarget>
        <Suggestions suggestions={suggestions} />
      </Combobox>
      <Issues id={issuesId} terms={terms} issues={issues} />
    </div>
  )
}
