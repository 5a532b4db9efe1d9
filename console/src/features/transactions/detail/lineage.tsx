import { Button, Group, Stack, Table, Text } from '@mantine/core'
import type { Transaction } from '@mediary/contract/transactions'
import { transactionSearchApi } from '@mediary/contract/transactions/search'
import { useQuery } from '@tanstack/react-query'
import { call } from '../../../lib/api/call.ts'
import { useClock } from '../../../lib/api/queries.ts'
import { formatMoment } from '../../../lib/times.ts'
import { useMessages } from '../../../messages/use-messages.ts'
import { AddressLink } from '../../../ui/address-link.tsx'
import { Failure } from '../../../ui/failure.tsx'
import { Section } from '../../../ui/page.tsx'
import { Changes } from '../compare/compared.tsx'
import { Status } from '../status.tsx'

/** The maximum number of ids in one filter. */
const maxShown = 100

type LineageProps = { transaction: Transaction; compare: (id: string) => void }

/** The original of a transaction and its reruns. */
export function Lineage({ transaction, compare }: LineageProps) {
  const t = useMessages('transactionDetail')
  const { parentID, childIDs, rerun, autoRetryAttempt } = transaction
  const ids = [...(parentID ? [parentID] : []), ...childIDs].slice(0, maxShown)
  const related = useLineage(ids)
  if (ids.length === 0) return null
  const changes = (rerun?.changes ?? []).map(({ what, from, to }) => ({ name: what, before: from, after: to }))
  return (
    <Section id="lineage" title={t('lineage')}>
      <Stack gap="sm">
        {rerun && (
          <Text>
            {autoRetryAttempt === undefined
              ? t('rerun.by', { who: rerun.by })
              : t('rerun.retry', { count: autoRetryAttempt })}{' '}
            <AddressLink to={`/tasks/${rerun.taskID}`}>{t('rerun.task')}</AddressLink>
          </Text>
        )}
        {rerun && (changes.length > 0 ? <Changes changes={changes} /> : <Text c="dimmed">{t('rerun.unchanged')}</Text>)}
        {related.isError && <Failure error={related.error} retry={() => void related.refetch()} />}
        <LineageTable
          ids={ids}
          parent={parentID}
          known={new Map((related.data ?? []).map((one) => [one._id, one]))}
          compare={compare}
        />
        {childIDs.length > maxShown && <Text c="dimmed">{t('kin.more', { count: childIDs.length })}</Text>}
      </Stack>
    </Section>
  )
}

const useLineage = (ids: string[]) =>
  useQuery({
    queryKey: ['transactions', 'kin', ids],
    enabled: ids.length > 0,
    queryFn: async ({ signal }): Promise<Transaction[]> => {
      const query = { filterLimit: maxShown, filters: { _id: { $in: ids } } }
      const found = await call(transactionSearchApi.list, { query }, { signal })
      return Array.isArray(found) ? found : []
    },
  })

type LineageTableProps = {
  ids: readonly string[]
  parent: string | undefined
  known: ReadonlyMap<string, Transaction>
  compare: (id: string) => void
}

function LineageTable({ ids, parent, known, compare }: LineageTableProps) {
  const t = useMessages('transactionDetail')
  const clock = useClock()
  return (
    <Table.ScrollContainer minWidth={520} scrollAreaProps={{ viewportProps: { tabIndex: 0 } }}>
      <Table aria-label={t('lineage')} fz="sm">
        <Table.Tbody>
          {ids.map((id) => {
            const one = known.get(id)
            return (
              <Table.Tr key={id}>
                <Table.Th scope="row">{id === parent ? t('kin.parent') : t('kin.child')}</Table.Th>
                <Table.Td>
                  <AddressLink to={`/transactions/${id}`}>
                    {one ? formatMoment(one.request.timestamp, clock) : id}
                  </AddressLink>
                </Table.Td>
                <Table.Td>
                  {one ? (
                    <Group gap="xs" wrap="nowrap">
                      <Status status={one.status} />
                      {one.response?.status}
                    </Group>
                  ) : (
                    t('kin.gone')
                  )}
                </Table.Td>
                <Table.Td>
                  {one && (
                    <Button size="compact-sm" variant="default" onClick={() => compare(id)}>
                      {id === parent ? t('compare.parent') : t('compare.child')}
                    </Button>
                  )}
                </Table.Td>
              </Table.Tr>
            )
          })}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  )
}
