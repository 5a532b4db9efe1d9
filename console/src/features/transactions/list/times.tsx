import { Group, Switch, TextInput } from '@mantine/core'
import { useMessages } from '../../../messages/use-messages.ts'
import type { TransactionFilters } from '../search.ts'
import { Ranges, useIsPhone } from './toolbar.tsx'

type TimesProps = { search: TransactionFilters; set: (part: Partial<TransactionFilters>) => void }

/** The fields for times that no button has, and the switch that stops the list. */
export function Times({ search, set }: TimesProps) {
  const t = useMessages('transactions')
  const time = (key: 'since' | 'until') => (
    <TextInput
      label={t(key)}
      type="datetime-local"
      w={200}
      value={search[key] ?? ''}
      onChange={({ currentTarget }) => set({ [key]: currentTarget.value || undefined, range: undefined })}
    />
  )
  const isPhone = useIsPhone()
  return (
    <Group align="flex-end" gap="sm" mb="md">
      {isPhone && <Ranges search={search} set={set} />}
      {time('since')}
      {time('until')}
      <Switch
        label={t('live')}
        checked={search.live !== 'off'}
        onChange={({ currentTarget }) => set({ live: currentTarget.checked ? undefined : 'off' })}
        mb={8}
      />
    </Group>
  )
}
