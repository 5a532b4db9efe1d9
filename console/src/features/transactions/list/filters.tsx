import { Button, Group, NativeSelect, Switch, TextInput } from '@mantine/core'
import { httpMethods } from '@mediary/contract/channels'
import { transactionStatuses } from '@mediary/contract/transactions/statuses'
import { useChannels, useClients } from '../../../lib/api/queries.ts'
import { useMessages } from '../../../messages/use-messages.ts'
import type { TransactionFilters } from '../search.ts'

type FiltersProps = {
  search: TransactionFilters
  set: (part: Partial<TransactionFilters>) => void
  clear: () => void
}

export function Filters({ search, set, clear }: FiltersProps) {
  const t = useMessages('transactions')
  const status = useMessages('statuses')
  const channels = useChannels().data ?? []
  const clients = useClients().data ?? []
  const choice = (key: 'status' | 'channel' | 'client' | 'method', options: { value: string; label: string }[]) => (
    <NativeSelect
      label={t(key)}
      value={search[key] ?? ''}
      data={[{ value: '', label: t('any') }, ...options]}
      onChange={({ currentTarget }) => set({ [key]: currentTarget.value || undefined })}
    />
  )
  const text = (key: 'path' | 'code' | 'since' | 'until', type = 'text', placeholder = '') => (
    <TextInput
      label={t(key)}
      type={type}
      placeholder={placeholder}
      w={type === 'text' ? 150 : 200}
      value={search[key] ?? ''}
      onChange={({ currentTarget }) =>
        set({ [key]: currentTarget.value || undefined, ...(type !== 'text' && { range: undefined }) })
      }
    />
  )
  const plain = (values: readonly string[]) => values.map((value) => ({ value, label: value }))
  return (
    <Group align="flex-end" gap="sm" mb="md">
      {text('since', 'datetime-local')}
      {text('until', 'datetime-local')}
      {choice(
        'status',
        transactionStatuses.map((value) => ({ value, label: status(value) })),
      )}
      {choice(
        'channel',
        channels.map(({ _id, name }) => ({ value: _id, label: name })),
      )}
      {choice(
        'client',
        clients.map(({ _id, name }) => ({ value: _id, label: name })),
      )}
      {choice('method', plain(httpMethods))}
      {text('path')}
      {text('code', 'text', t('code.help'))}
      <Button variant="subtle" onClick={clear}>
        {t('clear')}
      </Button>
      <Switch
        label={t('live')}
        checked={search.live !== 'off'}
        onChange={({ currentTarget }) => set({ live: currentTarget.checked ? undefined : 'off' })}
        mb={8}
      />
    </Group>
  )
}
