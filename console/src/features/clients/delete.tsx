import { Text } from '@mantine/core'
import { type Client, clientsApi } from '@mediary/contract/clients'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { call } from '../../lib/api/call.ts'
import { preferences } from '../../lib/preferences.ts'
import { useStore } from '../../lib/store.ts'
import { formatList } from '../../lib/times.ts'
import { useMessages } from '../../messages/use-messages.ts'
import { Confirm } from '../../ui/confirm.tsx'
import { Failure, Loading } from '../../ui/failure.tsx'

/** Names the roles that will go with the client before it is deleted. */
export function DeleteClient({ client, deleted, close }: { client: Client; deleted: () => void; close: () => void }) {
  const t = useMessages('clients')
  const { language } = useStore(preferences)
  const queries = useQueryClient()
  const params = { id: client._id }
  const leaving = useQuery({
    queryKey: ['clients', client._id, 'leaving-roles'],
    staleTime: 0,
    queryFn: () => call(clientsApi.rolesLeaving, { params }),
  })
  const remove = async () => {
    await call(clientsApi.remove, { params })
    deleted()
    queries.removeQueries({ queryKey: ['clients', client._id] })
    await queries.invalidateQueries()
  }
  return (
    <Confirm title={t('delete.title')} act={remove} close={close}>
      <Text>{t('delete.question', { name: client.name })}</Text>
      {leaving.isPending && <Loading />}
      {leaving.isError && <Failure error={leaving.error} retry={() => void leaving.refetch()} />}
      {leaving.data && (
        <Text mt="xs" fw={leaving.data.length > 0 ? 600 : undefined}>
          {leaving.data.length > 0
            ? t('delete.roles', { roles: formatList(leaving.data, language) })
            : t('delete.no-roles')}
        </Text>
      )}
    </Confirm>
  )
}
