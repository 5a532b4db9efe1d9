import { NativeSelect } from '@mantine/core'
import { useClients } from '../../lib/api/queries.ts'
import { useWords } from '../../lib/use-words.ts'
import { authorityWords } from './authority-words.ts'

/** Whose certificate it becomes. */
export function ClientChoice({ value, change }: { value: string; change: (id: string) => void }) {
  const t = useWords(authorityWords)
  const clients = useClients()
  return (
    <NativeSelect
      label={t('client')}
      withAsterisk
      value={value}
      onChange={({ currentTarget }) => change(currentTarget.value)}
      data={[
        { value: '', label: t('client.choose') },
        ...(clients.data ?? []).map(({ _id, clientID, name }) => ({
          value: _id,
          label: name === clientID ? clientID : `${name} (${clientID})`,
        })),
      ]}
    />
  )
}
