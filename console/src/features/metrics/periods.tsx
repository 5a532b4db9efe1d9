import { Button, Group, TextInput } from '@mantine/core'
import { useMessages } from '../../messages/use-messages.ts'
import { periods } from './period.ts'
import type { PeriodSearch } from './search.ts'

type PeriodsProps = { search: PeriodSearch; set: (part: PeriodSearch) => void }

/** The buttons of the usual periods, and two dates for a custom one. */
export function Periods({ search, set }: PeriodsProps) {
  const t = useMessages('metrics')
  const chosen = search.period ?? '1d'
  const date = (key: 'from' | 'until') => (
    <TextInput
      label={t(key)}
      type="datetime-local"
      size="xs"
      value={search[key] ?? ''}
      onChange={({ currentTarget }) => set({ ...search, [key]: currentTarget.value || undefined })}
    />
  )
  return (
    <Group role="group" aria-label={t('period')} gap="xs" align="flex-end" mb="md">
      {periods.map((period) => (
        <Button
          key={period}
          size="xs"
          variant={period === chosen ? 'filled' : 'default'}
          aria-pressed={period === chosen}
          onClick={() => set(period === 'custom' ? { ...search, period } : { period })}
        >
          {t(period)}
        </Button>
      ))}
      {chosen === 'custom' && (
        <>
          {date('from')}
          {date('until')}
        </>
      )}
    </Group>
  )
}
