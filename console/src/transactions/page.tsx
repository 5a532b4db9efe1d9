import { Alert, Button } from '@mantine/core'
import type { Transaction } from '@mediary/contract/transactions'
import { useInfiniteQuery } from '@tanstack/react-query'
import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import { type TransactionsPageSearch, TransactionsSearch } from '../app/search.ts'
import { useChannels, useClients, useClock } from '../lib/queries.ts'
import { distance, moment } from '../lib/times.ts'
import { useWords } from '../lib/use-words.ts'
import { RerunDialog } from '../rerun/dialog.tsx'
import { RerunBar, useSelectColumn, useSelection } from '../rerun/selection.tsx'
import { useMayRerunAny } from '../tasks/queries.ts'
import { type Column, DataTable } from '../ui/data-table.tsx'
import { Failure, Loading } from '../ui/failure.tsx'
import { Page } from '../ui/page.tsx'
import { Filters } from './filters.tsx'
import { transactionPages } from './list.ts'
import { durationOf } from './rules.ts'
import { SearchKeyFilter } from './search-key.tsx'
import { useFilters } from './sought.ts'
import { Status } from './status.tsx'
import { transactionWords } from './words.ts'

export function TransactionsPage() {
  const t = useWords(transactionWords)
  const search = useSearch({ from: '/inside/transactions' })
  const navigate = useNavigate({ from: '/transactions' })
  const filters = useFilters(search)
  const found = useInfiniteQuery(transactionPages(filters, search.live !== 'off'))
  const rows = found.data?.pages.flat() ?? []
  const mayRerun = useMayRerunAny()
  const selection = useSelection(rows)
  const columns = useColumns(TransactionsSearch.parse(search))
  const select = useSelectColumn(selection)
  const set = (part: Partial<TransactionsPageSearch>) =>
    void navigate({ search: (before) => ({ ...before, ...part }), replace: true })
  return (
    <Page title={t('title')} intro={t('intro')}>
      <Filters search={search} set={set} clear={() => void navigate({ search: {} })} />
      <SearchKeyFilter />
      {mayRerun && (
        <RerunBar chosen={selection.chosen.length} clear={selection.clear} ask={(rerun) => set({ rerun })} />
      )}
      {search.rerun && (search.rerun === 'matching' || selection.chosen.length > 0) && (
        <RerunDialog
          wanted={search.rerun === 'selected' ? { tids: selection.chosen } : { filters }}
          close={() => set({ rerun: undefined })}
        />
      )}
      {found.isPending && <Loading />}
      {found.isError && <Failure error={found.error} retry={() => void found.refetch()} />}
      {found.data && rows.length === 0 && <Alert color="yellow">{t('none')}</Alert>}
      {rows.length > 0 && (
        <DataTable
          label={t('title')}
          columns={mayRerun ? [select, ...columns] : columns}
          rows={rows}
          keyOf={({ _id }) => _id}
        />
      )}
      {found.hasNextPage && (
        <Button mt="md" variant="default" loading={found.isFetchingNextPage} onClick={() => void found.fetchNextPage()}>
          {t('more')}
        </Button>
      )}
    </Page>
  )
}

function useColumns(search: TransactionsSearch): Column<Transaction>[] {
  const t = useWords(transactionWords)
  const clock = useClock()
  const channels = new Map((useChannels().data ?? []).map(({ _id, name }) => [_id, name]))
  const clients = new Map((useClients().data ?? []).map(({ _id, name }) => [_id, name]))
  const time = ({ _id, request }: Transaction) => (
    <Link
      to="/transactions/$id"
      params={{ id: _id }}
      search={search}
      title={distance(request.timestamp, Date.now(), clock.language)}
    >
      {moment(request.timestamp, clock)}
    </Link>
  )
  const took = (transaction: Transaction) => {
    const count = durationOf(transaction)
    return count !== undefined && t('milliseconds', { count })
  }
  return [
    { key: 'time', title: t('time'), width: 220, cell: time },
    { key: 'status', title: t('status'), width: 160, cell: ({ status }) => <Status status={status} /> },
    { key: 'code', title: t('code'), width: 120, cell: ({ response }) => response?.status },
    {
      key: 'request',
      title: t('request'),
      width: 280,
      cell: ({ request }) => (
        <code title={request.path}>
          {request.method} {request.path}
        </code>
      ),
    },
    { key: 'channel', title: t('channel'), width: 150, cell: ({ channelID }) => channels.get(channelID) ?? channelID },
    {
      key: 'client',
      title: t('client'),
      width: 150,
      cell: ({ clientID }) => clientID && (clients.get(clientID) ?? clientID),
    },
    { key: 'took', title: t('duration'), width: 90, cell: took },
  ]
}
