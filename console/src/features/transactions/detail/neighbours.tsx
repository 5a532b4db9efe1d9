import { Group } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useMessages } from '../../../messages/use-messages.ts'
import { neighbourQuery } from '../list/queries.ts'
import { useTransactionQuery } from '../query/use-query.ts'
import { TransactionFilters, type TransactionSearch } from '../search.ts'

/** Links to the list, and to the previous and next transaction in it. */
export function Neighbours({ id, search }: { id: string; search: TransactionSearch }) {
  const t = useMessages('transactions')
  const filters = TransactionFilters.parse(search)
  const { filters: ofList, isReady: enabled } = useTransactionQuery(filters)
  const newer = useQuery({ ...neighbourQuery(id, 'after', ofList), enabled }).data
  const older = useQuery({ ...neighbourQuery(id, 'before', ofList), enabled }).data
  const to = (label: string, other: string | null | undefined) =>
    other && (
      <Link to="/transactions/$id" params={{ id: other }} search={filters}>
        {label}
      </Link>
    )
  return (
    <Group gap="md" component="nav" aria-label={t('neighbours')}>
      {to(t('newer'), newer)}
      {to(t('older'), older)}
      <Link to="/transactions" search={filters}>
        {t('back')}
      </Link>
    </Group>
  )
}
