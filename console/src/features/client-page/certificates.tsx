import { Badge, Text } from '@mantine/core'
import { authorityApi, type IssuedCertificate } from '@mediary/contract/keystore/authority'
import { useQuery } from '@tanstack/react-query'
import { call } from '../../lib/api/call.ts'
import { useClock } from '../../lib/api/queries.ts'
import { formatMoment } from '../../lib/times.ts'
import { useMessages } from '../../messages/use-messages.ts'
import { AddressLink } from '../../ui/address-link.tsx'
import { Failure, Loading } from '../../ui/failure.tsx'
import { Section } from '../../ui/page.tsx'
import { PlainTable } from '../../ui/plain-table.tsx'

/** The certificates that the authority of this installation issued to the client. */
export function Certificates({ client }: { client: string }) {
  const t = useMessages('clientPage')
  const issued = useQuery({
    queryKey: ['keystore', 'issued', client],
    queryFn: ({ signal }) => call(authorityApi.issued, { query: { client } }, { signal }),
  })
  return (
    <Section id="certificates" title={t('certificates')}>
      {issued.isPending && <Loading />}
      {issued.isError && <Failure error={issued.error} retry={() => void issued.refetch()} />}
      {issued.data?.length === 0 && <Text c="dimmed">{t('certificates.none')}</Text>}
      {issued.data && issued.data.length > 0 && (
        <PlainTable label={t('certificates')} wide>
          <thead>
            <tr>
              <th scope="col">{t('issued')}</th>
              <th scope="col">{t('ends')}</th>
              <th scope="col">{t('first-used')}</th>
              <th scope="col">{t('status')}</th>
            </tr>
          </thead>
          <tbody>
            {issued.data.map((one) => (
              <Row key={one._id} certificate={one} />
            ))}
          </tbody>
        </PlainTable>
      )}
      <AddressLink to="/certificates?view=clients">{t('certificates.go')}</AddressLink>
    </Section>
  )
}

function Row({ certificate: { issuedAt, validity, firstUsed, revokedAt } }: { certificate: IssuedCertificate }) {
  const t = useMessages('clientPage')
  const clock = useClock()
  const over = Date.parse(validity.end) <= Date.now()
  const state = revokedAt ? 'revoked' : over ? 'expired' : 'valid'
  return (
    <tr>
      <td>{formatMoment(issuedAt, clock, 'without')}</td>
      <td>{formatMoment(validity.end, clock, 'without')}</td>
      <td>{firstUsed ? formatMoment(firstUsed, clock, 'without') : t('never')}</td>
      <td>
        <Badge color={state === 'valid' ? 'green.9' : 'red.9'} tt="none">
          {t(state)}
        </Badge>
      </td>
    </tr>
  )
}
