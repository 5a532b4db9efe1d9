import { Text } from '@mantine/core'
import { type Role, rolesApi } from '@mediary/contract/roles'
import { useQueryClient } from '@tanstack/react-query'
import { call } from '../../lib/api/call.ts'
import { preferences } from '../../lib/preferences.ts'
import { useStore } from '../../lib/store.ts'
import { formatList } from '../../lib/times.ts'
import { useMessages } from '../../messages/use-messages.ts'
import { Confirm } from '../../ui/confirm.tsx'

export function DeleteRole({ role, deleted, close }: { role: Role; deleted: () => void; close: () => void }) {
  const t = useMessages('roles')
  const { language } = useStore(preferences)
  const client = useQueryClient()
  const clients = role.clients.map(({ clientID }) => clientID)
  const channels = role.channels.map(({ name }) => name)
  const remove = async () => {
    await call(rolesApi.remove, { params: { name: role.name } })
    deleted()
    await client.invalidateQueries()
  }
  return (
    <Confirm title={t('delete.title')} act={remove} close={close}>
      <Text>{t('delete.question', { role: role.name })}</Text>
      {clients.length > 0 && <Text mt="xs">{t('delete.clients', { clients: formatList(clients, language) })}</Text>}
      {channels.length > 0 && <Text mt="xs">{t('delete.channels', { channels: formatList(channels, language) })}</Text>}
    </Confirm>
  )
}
