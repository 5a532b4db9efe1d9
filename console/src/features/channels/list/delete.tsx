import { Text } from '@mantine/core'
import { type Channel, channelsApi } from '@mediary/contract/channels'
import { transactionSearchApi } from '@mediary/contract/transactions/search'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { ask, call } from '../../../lib/api/call.ts'
import { useMay } from '../../../lib/api/me.ts'
import { useClock } from '../../../lib/api/queries.ts'
import { formatCount, formatList } from '../../../lib/times.ts'
import { useMessages } from '../../../messages/use-messages.ts'
import { Confirm } from '../../../ui/confirm.tsx'

/** Shows who uses the channel, and how much it recorded, before it is deleted. */
export function DeleteChannel({
  channel,
  deleted,
  close,
}: {
  channel: Channel
  deleted: () => void
  close: () => void
}) {
  const t = useMessages('channels')
  const may = useMay()
  const { language } = useClock()
  const queries = useQueryClient()
  const recorded = useQuery({
    queryKey: ['channels', channel._id, 'recorded'],
    staleTime: 0,
    enabled: may('transaction-view-all'),
    queryFn: async () => {
      const query = { filterRepresentation: 'bulkrerun' as const, filters: { channelID: channel._id } }
      const { result, headers } = await ask(transactionSearchApi.list, { query })
      const count = 'count' in result ? result.count : 0
      return { count, isAll: headers.get('X-Total-Count-Is') === 'exact' }
    },
  })
  const remove = async () => {
    await call(channelsApi.remove, { params: { id: channel._id } })
    deleted()
    await queries.invalidateQueries()
  }
  return (
    <Confirm title={t('delete.title')} act={remove} close={close}>
      <Text>{t('delete.question', { name: channel.name })}</Text>
      {channel.allow.length > 0 && (
        <Text mt="xs">{t('delete.allowed', { names: formatList(channel.allow, language) })}</Text>
      )}
      {recorded.data !== undefined && (
        <Text mt="xs" fw={600}>
          {recorded.data.count > 0
            ? t(recorded.data.isAll ? 'delete.recorded' : 'delete.recorded.least', {
                count: formatCount(recorded.data.count, language),
              })
            : t('delete.unused')}
        </Text>
      )}
    </Confirm>
  )
}
