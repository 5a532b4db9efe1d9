import { Group } from '@mantine/core'
import { useInfiniteQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { type TransactionSearch, TransactionsSearch } from '../app/search.ts'
import { useWords } from '../lib/use-words.ts'
import { transactionPages } from './list.ts'
import { useFilters } from './sought.ts'
import { transactionWords } from './words.ts'

/** The way back to the list, and to the transactions beside this one in it. */
export function Neighbours({ id, search }: { id: string; search: TransactionSearch }) {
  const t = useWords(transactionWords)
  const filters = TransactionsSearch.parse(search)
  const list = useInfiniteQuery(transactionPages(useFilters(filters), false))
  const rows = list.data?.pages.flat() ?? []
  const at = rows.findIndex((row) => row._id === id)
  const to = (label: string, other: string | undefined) =>
    other && (
      <Link to="/transactions/$id" params={{ id: other }} search={filters}>
        {label}
      </Link>
    )
  return (
    <Group gap="md" component="nav" aria-label={t('neighbours')}>
      {at > 0 && to(t('newer'), rows[at - 1]?._id)}
      {at >= 0 && to(t('older'), rows[at + 1]?._id)}
      <Link to="/transactions" search={filters}>
        {t('back')}
      </Link>
    </Group>
  )
}
