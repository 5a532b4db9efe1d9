import { Group } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useMessages } from '../../../messages/use-messages.ts'
import { neighbourOf } from '../list/queries.ts'
import { useFilters } from '../list/search-context.ts'
import { TransactionFilters, type TransactionSearch } from '../search.ts'

/** The way back to the list, and to the transactions beside this one in it. */
export function Neighbours({ id, search }: { id: string; search: TransactionSearch }) {
  const t = useMessages('transactions')
  const filters = TransactionFilters.parse(search)
  const sought = useFilters(filters)
  const newer = useQuery(neighbourOf(id, 'after', sought)).data
  const older = useQuery(neighbourOf(id, 'before', sought)).data
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
