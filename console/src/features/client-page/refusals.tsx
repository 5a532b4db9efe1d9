import { Alert, Stack } from '@mantine/core'
import type { Client } from '@mediary/contract/clients'
import { refusalsApi } from '@mediary/contract/operations/refusals'
import { useQuery } from '@tanstack/react-query'
import { call } from '../../lib/api/call.ts'
import { useMessages } from '../../messages/use-messages.ts'
import { AddressLink } from '../../ui/address-link.tsx'
import { Failure, Loading } from '../../ui/failure.tsx'
import { Section } from '../../ui/page.tsx'
import { RefusalRow } from '../refusals/row.tsx'
import { groupByCause } from './causes.ts'

const maxFetched = 100
const maxShown = 10

/** The causes of the last refusals of the client, each with the step that would let the request through. */
export function Refusals({ client }: { client: Client }) {
  const t = useMessages('clientPage')
  const query = { client: client.clientID, limit: maxFetched }
  const refusals = useQuery({
    queryKey: ['refusals', query],
    queryFn: ({ signal }) => call(refusalsApi.list, { query }, { signal }),
  })
  const causes = groupByCause(refusals.data ?? [])
  return (
    <Section id="refusals" title={t('refusals')}>
      {refusals.isPending && <Loading />}
      {refusals.isError && <Failure error={refusals.error} retry={() => void refusals.refetch()} />}
      {refusals.data?.length === 0 && <Alert color="green">{t('refusals.none')}</Alert>}
      <Stack gap={0} mb="xs">
        {causes.slice(0, maxShown).map((refusal) => (
          <RefusalRow key={refusal.reason} refusal={refusal} alone={causes.length === 1} />
        ))}
      </Stack>
      <AddressLink to={`/refusals?${new URLSearchParams({ client: client.clientID })}`}>
        {t('refusals.all')}
      </AddressLink>
    </Section>
  )
}
