import { Alert, Stack } from '@mantine/core'
import type { Client } from '@mediary/contract/clients'
import { refusalsApi } from '@mediary/contract/refusals'
import { useQuery } from '@tanstack/react-query'
import { call } from '../../lib/api/call.ts'
import { useMessages } from '../../messages/use-messages.ts'
import { AddressLink } from '../../ui/address-link.tsx'
import { Failure, Loading } from '../../ui/failure.tsx'
import { Section } from '../../ui/page.tsx'
import { RefusalCard } from '../refusals/card.tsx'
import { Fix } from './fix.tsx'
import type { ClientPageSearch } from './search.ts'

const maxShown = 10

type RefusalsProps = { client: Client; set: (part: Partial<ClientPageSearch>) => void }

/** The last refusals of the client, each with the step that would let the request through. */
export function Refusals({ client, set }: RefusalsProps) {
  const t = useMessages('clientPage')
  const query = { client: client.clientID, limit: maxShown }
  const refusals = useQuery({
    queryKey: ['refusals', query],
    queryFn: ({ signal }) => call(refusalsApi.list, { query }, { signal }),
  })
  return (
    <Section id="refusals" title={t('refusals')}>
      {refusals.isPending && <Loading />}
      {refusals.isError && <Failure error={refusals.error} retry={() => void refusals.refetch()} />}
      {refusals.data?.length === 0 && <Alert color="green">{t('refusals.none')}</Alert>}
      <Stack gap="xs" mb="xs">
        {refusals.data?.map((refusal) => (
          <RefusalCard key={refusal._id} refusal={refusal}>
            <Fix refusal={refusal} client={client} set={set} />
          </RefusalCard>
        ))}
      </Stack>
      <AddressLink to={`/refusals?${new URLSearchParams({ client: client.clientID })}`}>
        {t('refusals.all')}
      </AddressLink>
    </Section>
  )
}
