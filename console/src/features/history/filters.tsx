import { Button, Group, NativeSelect, Pill, TextInput } from '@mantine/core'
import { listKeys } from '@mediary/contract/api/records'
import { historyObjects } from '@mediary/contract/operations/history/objects'
import { useQuery } from '@tanstack/react-query'
import { useMay } from '../../lib/api/me.ts'
import { usersQuery } from '../../lib/api/queries.ts'
import { useMessages } from '../../messages/use-messages.ts'
import { useMaySee } from './queries.ts'
import type { HistorySearch } from './search.ts'

type FiltersProps = { search: HistorySearch; set: (part: HistorySearch) => void; clear: () => void }

/** Narrows the history by kind of object, person and time. A single object comes with a link, and can be taken away. */
export function Filters({ search, set, clear }: FiltersProps) {
  const t = useMessages('history')
  const may = useMay()
  const maySee = useMaySee()
  const users = useQuery({ ...usersQuery, enabled: may('user-view') })
  const kinds = listKeys(historyObjects).filter((object) => maySee({ object }))
  const time = (key: 'since' | 'until') => (
    <TextInput
      label={t(key)}
      type="datetime-local"
      w={200}
      value={search[key] ?? ''}
      onChange={({ currentTarget }) => set({ [key]: currentTarget.value || undefined })}
    />
  )
  return (
    <Group mb="md" align="flex-end" gap="sm">
      <NativeSelect
        label={t('object')}
        value={search.object ?? ''}
        data={[{ value: '', label: t('any') }, ...kinds.map((value) => ({ value, label: t(value) }))]}
        onChange={({ currentTarget }) =>
          set({ object: kinds.find((kind) => kind === currentTarget.value), id: undefined })
        }
      />
      {users.data && (
        <NativeSelect
          label={t('by')}
          value={search.by ?? ''}
          data={[{ value: '', label: t('any') }, ...users.data.map(({ _id, email }) => ({ value: _id, label: email }))]}
          onChange={({ currentTarget }) => set({ by: currentTarget.value || undefined })}
        />
      )}
      {time('since')}
      {time('until')}
      <Button variant="subtle" onClick={clear}>
        {t('clear')}
      </Button>
      {search.object && search.id && <Taken text={t('one')} take={() => set({ id: undefined })} />}
      {search.by && !users.data && <Taken text={t('one.by')} take={() => set({ by: undefined })} />}
    </Group>
  )
}

function Taken({ text, take }: { text: string; take: () => void }) {
  const label = useMessages('ui')('take-away')
  return (
    <Pill
      size="md"
      withRemoveButton
      onRemove={take}
      removeButtonProps={{ 'aria-label': label, tabIndex: 0, 'aria-hidden': false }}
    >
      {text}
    </Pill>
  )
}
