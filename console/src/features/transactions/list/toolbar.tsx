import { ActionIcon, Button } from '@mantine/core'
import { useMediaQuery } from '@mantine/hooks'
import { changePreferences, preferences } from '../../../lib/preferences.ts'
import { useStore } from '../../../lib/store.ts'
import { timeRanges } from '../../../lib/time-ranges.ts'
import { useMessages } from '../../../messages/use-messages.ts'
import { Icon } from '../../../ui/icons.tsx'
import type { TransactionFilters } from '../search.ts'
import classes from './list.module.css'

type ToolbarProps = {
  search: TransactionFilters
  set: (part: Partial<TransactionFilters>) => void
  /** Whether the fields for other times are shown. */
  open: boolean
  toggle: () => void
}

/** The time ranges, the button for other times, and the height of the rows. On a phone, one button that opens all of it. */
export function Toolbar({ search, set, open, toggle }: ToolbarProps) {
  const t = useMessages('transactions')
  const isNarrow = useIsPhone()
  const { rows } = useStore(preferences)
  const dense = rows === 'dense'
  if (isNarrow)
    return (
      <Button size="compact-sm" className={classes.touch} variant="default" aria-expanded={open} onClick={toggle}>
        {[t('filters'), countFilters(search)].filter(Boolean).join(' · ')}
      </Button>
    )
  return (
    <div className={classes.toolbar}>
      <Ranges search={search} set={set} />
      <Button size="compact-sm" className={classes.touch} variant="default" aria-expanded={open} onClick={toggle}>
        {t('times')}
      </Button>
      <ActionIcon
        className={`${classes.touch} ${classes.wide}`}
        variant={dense ? 'filled' : 'default'}
        size={26}
        aria-pressed={dense}
        aria-label={t('dense')}
        title={t('dense')}
        onClick={() => changePreferences({ rows: dense ? 'comfortable' : 'dense' })}
      >
        <Icon name="menu" size={16} />
      </ActionIcon>
    </div>
  )
}

/** How many of the filters that the button hides are set. */
const countFilters = ({ range, since, until, live }: TransactionFilters & { live?: unknown }) =>
  [range, since, until, live].filter((one) => one !== undefined).length

export const useIsPhone = () => useMediaQuery('(max-width: 600px)', undefined, { getInitialValueInEffect: false })

/** The buttons of the time ranges. */
export function Ranges({ search, set }: Pick<ToolbarProps, 'search' | 'set'>) {
  const t = useMessages('transactions')
  const hasTimes = search.since !== undefined || search.until !== undefined
  const choose = (range: TransactionFilters['range']) => set({ range, since: undefined, until: undefined })
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset is for the controls of a form
    <div role="group" aria-label={t('range')} className={classes.ranges}>
      {[undefined, ...timeRanges].map((range) => {
        const isChosen = search.range === range && !(range === undefined && hasTimes)
        return (
          <Button
            key={range ?? 'all'}
            size="compact-sm"
            className={classes.touch}
            variant={isChosen ? 'filled' : 'default'}
            aria-pressed={isChosen}
            onClick={() => choose(range)}
          >
            {t(`range.${range ?? 'all'}`)}
          </Button>
        )
      })}
    </div>
  )
}
