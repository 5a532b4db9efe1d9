import { Combobox } from '@mantine/core'
import type { Suggestion } from '../../lib/query/complete.ts'
import { useMessages } from '../../messages/use-messages.ts'
import classes from './query-bar.module.css'

export const toKey = ({ text, isWhole }: Suggestion) => `${isWhole} ${text}`

/** The list of suggestions below a query bar. */
export function Suggestions({ suggestions }: { suggestions: readonly Suggestion[] }) {
  const t = useMessages('query')
  return (
    <Combobox.Dropdown hidden={suggestions.length === 0}>
      {/* The arrow keys lead through it. Tab must not: the list closes when the field loses the focus, which then is nowhere. */}
      <Combobox.Options mah={300} style={{ overflowY: 'auto' }} tabIndex={-1} aria-label={t('label')}>
        {suggestions.map((suggestion) => (
          <Combobox.Option key={toKey(suggestion)} value={toKey(suggestion)} className={classes.option}>
            <span>{suggestion.label}</span>
            <code>{suggestion.note}</code>
          </Combobox.Option>
        ))}
      </Combobox.Options>
    </Combobox.Dropdown>
  )
}
