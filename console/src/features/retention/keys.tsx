import { Button, Group, Table, Text, Title } from '@mantine/core'
import type { Channel } from '@mediary/contract/channels'
import { retentionApi } from '@mediary/contract/transactions/retention'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { call } from '../../lib/api/call.ts'
import { useMay } from '../../lib/api/me.ts'
import { useMessages } from '../../messages/use-messages.ts'
import { Confirm } from '../../ui/confirm.tsx'
import { Failure } from '../../ui/failure.tsx'
import { bodyKeysQuery } from './queries.ts'

/** The months whose sealed bodies can be opened. Destroying a key makes its month unreadable everywhere, for good. */
export function BodyKeys({ channel }: { channel: Channel }) {
  const t = useMessages('retention')
  const may = useMay()
  const client = useQueryClient()
  const keys = useQuery(bodyKeysQuery(channel._id))
  const [asked, setAsked] = useState<string>()
  if (!channel.sealBodies && !keys.data?.length) return null
  const destroy = async (month: string) => {
    await call(retentionApi.destroyKey, { params: { id: channel._id, month } })
    await client.invalidateQueries({ queryKey: ['retention'] })
  }
  return (
    <section aria-labelledby="keys">
      <Title order={3} size="h5" id="keys">
        {t('keys')}
      </Title>
      <Text size="sm" c="dimmed">
        {t('keys.why')}
      </Text>
      {keys.isError && <Failure error={keys.error} retry={() => void keys.refetch()} />}
      {keys.data?.length === 0 && <Text>{t('keys.none')}</Text>}
      <Table aria-label={t('keys')}>
        <Table.Tbody>
          {keys.data?.map(({ month }) => (
            <Table.Tr key={month}>
              <Table.Th scope="row">{month}</Table.Th>
              <Table.Td>
                <Group justify="flex-end">
                  {may('channel-manage-all') && (
                    <Button
                      size="compact-sm"
                      variant="default"
                      c="var(--mantine-color-error)"
                      aria-label={t('keys.destroy.of', { month })}
                      onClick={() => setAsked(month)}
                    >
                      {t('keys.destroy')}
                    </Button>
                  )}
                </Group>
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
      {asked && (
        <Confirm
          title={t('keys.destroy.title')}
          confirm={t('keys.destroy')}
          act={() => destroy(asked)}
          close={() => setAsked(undefined)}
        >
          {t('keys.destroy.question', { month: asked, name: channel.name })}
        </Confirm>
      )}
    </section>
  )
}
