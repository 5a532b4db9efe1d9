import { CloseButton } from '@mantine/core'
import { findField, type QueryField } from '../../lib/query/fields.ts'
import type { Term } from '../../lib/query/grammar.ts'
import { useMessages } from '../../messages/use-messages.ts'
import classes from './query-bar.module.css'

type ChipProps = { term: Term; fields: readonly QueryField[]; isWrong: boolean; edit: () => void; remove: () => void }

/** One filter of a query. A click changes it, the cross removes it. */
export function Chip({ term, fields, isWrong, edit, remove }: ChipProps) {
  const t = useMessages('query')
  const field = term.key === undefined ? undefined : findField(fields, term.key)
  const lower = term.value.toLowerCase()
  const label = field?.options?.find(({ value }) => value.toLowerCase() === lower)?.label ?? term.value
  const title = field?.isPrefix ? term.key : (field?.title ?? term.key)
  const description = `${term.negated ? `${t('not')} ` : ''}${title === undefined ? '' : `${title}: `}${label}`
  return (
    <span className={classes.chip} data-wrong={isWrong}>
      <button type="button" className={classes.term} aria-label={t('edit', { term: description })} onClick={edit}>
        {description}
      </button>
      <CloseButton
        size="xs"
        aria-label={t('remove', { term: description })}
        // A click on the bar itself opens the suggestions, which would cover the list.
        onMouseDown={(event) => event.stopPropagation()}
        onClick={(event) => {
          event.stopPropagation()
          remove()
        }}
      />
    </span>
  )
}
