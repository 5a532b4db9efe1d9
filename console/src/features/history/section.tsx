import { Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useMessages } from '../../messages/use-messages.ts'
import { AddressLink } from '../../ui/address-link.tsx'
import { Failure, Loading } from '../../ui/failure.tsx'
import { Section } from '../../ui/page.tsx'
import { EntryList } from './list.tsx'
import { toHistoryAddress } from './places.ts'
import { recentQuery, type Shown, useMaySee } from './queries.ts'

const maxShown = 5

/** The last changes of an object, for those who may see them. */
export function RecentHistory(shown: Shown) {
  const t = useMessages('history')
  const maySee = useMaySee()(shown)
  const recent = useQuery({ ...recentQuery(shown, maxShown), enabled: maySee })
  if (!maySee) return null
  return (
    <Section id="recent-history" title={t('recent')}>
      {recent.isPending && <Loading />}
      {recent.isError && <Failure error={recent.error} retry={() => void recent.refetch()} />}
      {recent.data?.length === 0 && <Text c="dimmed">{t('none')}</Text>}
      {recent.data && <EntryList entries={recent.data} />}
      {recent.data && recent.data.length > 0 && <AddressLink to={toHistoryAddress(shown)}>{t('all')}</AddressLink>}
    </Section>
  )
}
