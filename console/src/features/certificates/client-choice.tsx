import { NativeSelect } from '@mantine/core'
import { useClients } from '../../lib/api/queries.ts'
import { useMessages } from '../../messages/use-messages.ts'

/** Selects the client that the certificate is for. */
export function ClientChoice({ value, change }: { value: string; change: (id: string) => void }) {
  const t = useMessages('certificateAuthority')
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
