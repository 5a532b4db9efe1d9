import { Table, Text } from '@mantine/core'
import type { Channel } from '@mediary/contract/channels'
import { retentionApi } from '@mediary/contract/transactions/retention'
import { useQuery } from '@tanstack/react-query'
import { useClock } from '../../lib/api/queries.ts'
import { formatCount, formatSize } from '../../lib/times.ts'
import { useMessages } from '../../messages/use-messages.ts'
import { Failure, Loading } from '../../ui/failure.tsx'
import { Section } from '../../ui/page.tsx'
import { ExportButton } from '../export/button.tsx'
import { removalsQuery } from './queries.ts'

/** The removals of each day. */
export function Removals({ channels }: { channels: readonly Channel[] }) {
  const t = useMessages('retention')
  const { language } = useClock()
  const removals = useQuery(removalsQuery)
  const names = new Map(channels.map(({ _id, name }) => [_id, name]))
  return (
    <Section
      id="removals"
      title={t('removals')}
      intro={t('removals.intro')}
      actions={removals.data?.length ? <ExportButton endpoint={retentionApi.removals} input={{}} /> : undefined}
    >
      {removals.isPending && <Loading />}
      {removals.isError && <Failure error={removals.error} retry={() => void removals.refetch()} />}
      {removals.data?.length === 0 && <Text c="dimmed">{t('removals.none')}</Text>}
      {removals.data && removals.data.length > 0 && (
        <Table.ScrollContainer minWidth={560} scrollAreaProps={{ viewportProps: { tabIndex: 0 } }}>
          <Table aria-label={t('removals')} fz="sm">
            <Table.Thead>
              <Table.Tr>
                {(['day', 'channel', 'what', 'transactions', 'bodies'] as const).map((key) => (
                  <Table.Th key={key} scope="col">
                    {t(key)}
                  </Table.Th>
                ))}
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {removals.data.map(({ day, channelID, what, transactions, bytes }) => (
                <Table.Tr key={`${day} ${channelID} ${what}`}>
                  <Table.Td>{day}</Table.Td>
                  <Table.Td>{channelID ? (names.get(channelID) ?? channelID) : t('any-channel')}</Table.Td>
                  <Table.Td>{t(`what.${what}`)}</Table.Td>
                  <Table.Td>{formatCount(transactions, language)}</Table.Td>
                  <Table.Td>{formatSize(bytes, language)}</Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </Table.ScrollContainer>
      )}
    </Section>
  )
}
