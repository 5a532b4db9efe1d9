import { Button, Group, Table, Text } from '@mantine/core'
import { bodiesApi } from '@mediary/contract/transactions/bodies'
import { useQuery } from '@tanstack/react-query'
import { call } from '../../../lib/api/call.ts'
import { useMay } from '../../../lib/api/me.ts'
import { useClock } from '../../../lib/api/queries.ts'
import { formatMoment } from '../../../lib/times.ts'
import { useMessages } from '../../../messages/use-messages.ts'
import { Failure, Loading } from '../../../ui/failure.tsx'
import { Section } from '../../../ui/page.tsx'
import { ExportButton } from '../../export/button.tsx'

const maxShown = 100

type ViewsProps = { id: string; shown: boolean; show: (shown: boolean) => void }

/** The views of the bodies of a transaction: who, when and why. */
export function Views({ id, shown, show }: ViewsProps) {
  const t = useMessages('transactionDetail')
  const may = useMay()
  if (!may('audit-trail-view')) return null
  return (
    <Section
      id="views"
      title={t('views')}
      actions={
        <Button variant="default" size="xs" aria-expanded={shown} onClick={() => show(!shown)}>
          {shown ? t('views.hide') : t('views.show')}
        </Button>
      }
    >
      {shown && <ViewList id={id} />}
    </Section>
  )
}

function ViewList({ id }: { id: string }) {
  const t = useMessages('transactionDetail')
  const clock = useClock()
  const views = useQuery({
    queryKey: ['body-views', id],
    staleTime: 0,
    queryFn: ({ signal }) => call(bodiesApi.views, { query: { transaction: id, limit: maxShown } }, { signal }),
  })
  if (views.isPending) return <Loading />
  if (views.isError) return <Failure error={views.error} retry={() => void views.refetch()} />
  if (views.data.length === 0) return <Text c="dimmed">{t('views.none')}</Text>
  return (
    <>
      <ExportButton endpoint={bodiesApi.views} input={{ query: { transaction: id } }} />
      <Table.ScrollContainer minWidth={520} scrollAreaProps={{ viewportProps: { tabIndex: 0 } }}>
        <Table aria-label={t('views')} fz="sm">
          <Table.Thead>
            <Table.Tr>
              {(['views.when', 'views.who', 'views.what', 'views.why'] as const).map((key) => (
                <Table.Th key={key} scope="col">
                  {t(key)}
                </Table.Th>
              ))}
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {views.data.map(({ _id, timestamp, viewedBy, part, reason }) => (
              <Table.Tr key={_id}>
                <Table.Td>{formatMoment(timestamp, clock)}</Table.Td>
                <Table.Td>{viewedBy.name}</Table.Td>
                <Table.Td ff="monospace">{part}</Table.Td>
                <Table.Td>{reason}</Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
      <Group mt="xs">
        <Button variant="default" size="xs" loading={views.isFetching} onClick={() => void views.refetch()}>
          {t('views.again')}
        </Button>
      </Group>
    </>
  )
}
