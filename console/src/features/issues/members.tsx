import { Text } from '@mantine/core'
import type { IssueDetail } from '@mediary/contract/operations/issues'
import { useQuery } from '@tanstack/react-query'
import { useClock } from '../../lib/api/queries.ts'
import { formatCount, formatMoment } from '../../lib/times.ts'
import { useMessages } from '../../messages/use-messages.ts'
import { AddressLink } from '../../ui/address-link.tsx'
import { Failure, Loading } from '../../ui/failure.tsx'
import { Section } from '../../ui/page.tsx'
import { PlainTable } from '../../ui/plain-table.tsx'
import { membersQuery, membersShown } from './queries.ts'

/** The newest requests of an issue that are still in the record. */
export function Members({ issue: { _id: issue, kind, members } }: { issue: IssueDetail }) {
  const t = useMessages('issues')
  const clock = useClock()
  const found = useQuery(membersQuery(issue))
  const rows = found.data?.members ?? []
  return (
    <Section id="members" title={t('members')} intro={t(kind === 'failure' ? 'members.why' : 'members.refused')}>
      {found.isPending && <Loading />}
      {found.isError && <Failure error={found.error} retry={() => void found.refetch()} />}
      {rows.length > 0 && (
        <PlainTable label={t('members')}>
          <thead>
            <tr>
              <th scope="col">{t('request')}</th>
              {kind === 'failure' && <th scope="col">{t('healed')}</th>}
            </tr>
          </thead>
          <tbody>
            {rows.map(({ _id, healed }) => (
              <tr key={_id}>
                <td>
                  <AddressLink to={kind === 'failure' ? `/transactions/${_id}` : `/refusals?find=${_id}`}>
                    {_id}
                  </AddressLink>
                </td>
                {kind === 'failure' && <td>{healed ? formatMoment(healed, clock) : t('healed.no')}</td>}
              </tr>
            ))}
          </tbody>
        </PlainTable>
      )}
      {members > membersShown && (
        <Text size="sm">{t('members.more', { shown: membersShown, count: formatCount(members, clock.language) })}</Text>
      )}
    </Section>
  )
}
