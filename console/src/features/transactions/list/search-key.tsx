import { Button, Group, NativeSelect, Pill, TextInput } from '@mantine/core'
import { useState } from 'react'
import { useChannels } from '../../../lib/api/queries.ts'
import { useStore } from '../../../lib/store.ts'
import { useMessages } from '../../../messages/use-messages.ts'
import { searchedKey } from './search-context.ts'

/** Finds every message about one patient, in all channels that give the key this name. */
export function SearchKeyFilter() {
  const t = useMessages('searchKey')
  const channels = useChannels().data ?? []
  const names = [...new Set(channels.flatMap(({ searchKeys }) => searchKeys.map(({ name }) => name)))].sort()
  const found = useStore(searchedKey)
  const [chosen, setChosen] = useState(found?.name)
  const [value, setValue] = useState('')
  const name = chosen !== undefined && names.includes(chosen) ? chosen : names[0]
  if (name === undefined) return null
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        if (value.trim() !== '') searchedKey.set({ name, value: value.trim() })
        setValue('')
      }}
    >
      <Group align="flex-end" gap="sm" mb="md">
        <NativeSelect
          label={t('name')}
          value={name}
          data={names}
          onChange={({ currentTarget }) => setChosen(currentTarget.value)}
        />
        <TextInput
          label={t('value')}
          autoComplete="off"
          maxLength={256}
          value={value}
          onChange={({ currentTarget }) => setValue(currentTarget.value)}
        />
        <Button type="submit" variant="default" disabled={value.trim() === ''}>
          {t('find')}
        </Button>
        {found && (
          <Pill
            size="lg"
            withRemoveButton
            removeButtonProps={{ 'aria-label': t('clear'), 'aria-hidden': false, tabIndex: 0 }}
            onRemove={() => searchedKey.set(undefined)}
          >
            {t('found', found)}
          </Pill>
        )}
      </Group>
    </form>
  )
}
