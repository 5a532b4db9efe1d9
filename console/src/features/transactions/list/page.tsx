import { useInfiniteQuery, useQueryClient } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { Suspense, startTransition, useState } from 'react'
import { useMessages } from '../../../messages/use-messages.ts'
import { Failure, Loading } from '../../../ui/failure.tsx'
import { lazyPart } from '../../../ui/lazy.tsx'
import { Page } from '../../../ui/page.tsx'
import { useTransactionQuery } from '../query/use-query.ts'
import { useMayRerunAny } from '../rerun/permission.ts'
import { RerunBar, useSelectColumn, useSelection } from '../rerun/selection.tsx'
import { TransactionFilters, type TransactionsSearch } from '../search.ts'
import { useColumns } from './columns.tsx'
import { transactionPages } from './queries.ts'
import { Query } from './query.tsx'
import { LoadMore, Results } from './results.tsx'
import { Times } from './times.tsx'
import { Toolbar } from './toolbar.tsx'

const TransactionPanel = lazyPart(async () => (await import('./panel.tsx')).TransactionPanel)
const RerunDialog = lazyPart(async () => (await import('../rerun/dialog.tsx')).RerunDialog)

export function TransactionsPage() {
  const t = useMessages('transactions')
  const search = useSearch({ from: '/inside/transactions' })
  const navigate = useNavigate({ from: '/transactions' })
  const [open, setOpen] = useState(false)
  const filtered = TransactionFilters.parse(search)
  const { filters, ...query } = useTransactionQuery(filtered)
  const set = (part: Partial<TransactionsSearch>) =>
    void navigate({ search: (before) => ({ ...before, ...part }), replace: true })
  return (
    <Page title={t('title')} actions={<Toolbar search={search} set={set} open={open} toggle={() => setOpen(!open)} />}>
      {open && <Times search={search} set={set} />}
      <Query query={query} change={set} />
      <Found
        search={search}
        set={set}
        filtered={filtered}
        filters={filters}
        isReady={query.isReady}
        isRight={query.issues.size === 0}
      />
    </Page>
  )
}

type FoundProps = {
  search: TransactionsSearch
  set: (part: Partial<TransactionsSearch>) => void
  filtered: TransactionFilters
  filters: Record<string, unknown>
  isReady: boolean
  isRight: boolean
}

/** What the query finds. To begin to read in it draws nothing above it again. */
function Found({ search, set, filtered, filters, isReady, isRight }: FoundProps) {
  const navigate = useNavigate({ from: '/transactions' })
  const [inUse, setInUse] = useState(false)
  const mayRerun = useMayRerunAny()
  const live = search.live !== 'off'
  // The list updates itself while nobody reads in it. Otherwise new transactions wait behind a button.
  const found = useInfiniteQuery({ ...transactionPages(filters, live && !inUse), enabled: isReady })
  const client = useQueryClient()
  /** Fetches what was announced while a person read in the list, as soon as nobody reads in it. */
  const followUse = (isUsed: boolean) => {
    // What follows from it is no part of the frame in which a person begins to scroll.
    startTransition(() => setInUse(isUsed))
    const { queryKey } = transactionPages(filters, live)
    if (!isUsed && live && found.data?.pages.length === 1 && client.getQueryState(queryKey)?.isInvalidated)
      void found.refetch()
  }
  const selection = useSelection(found.data?.pages.flatMap(({ rows }) => rows) ?? [])
  const columns = useColumns(filtered)
  const select = useSelectColumn(selection)
  return (
    <>
      <Rerun search={search} chosen={selection.chosen} filters={filters} close={() => set({ rerun: undefined })} />
      {found.isPending && isRight && <Loading />}
      {found.isError && <Failure error={found.error} retry={() => void found.refetch()} />}
      {found.data && isReady && (
        <Results
          filters={filters}
          waits={live && (inUse || found.data.pages.length > 1)}
          pages={found.data.pages}
          columns={mayRerun ? [select, ...columns] : columns}
          inUse={followUse}
          open={({ _id: id }) => void navigate({ to: '/transactions/$id', params: { id }, search: filtered })}
          peek={({ _id: show }) => set({ show })}
          closePeek={search.show === undefined ? undefined : () => set({ show: undefined })}
          shown={search.show && <Shown id={search.show} filters={filtered} close={() => set({ show: undefined })} />}
          tick={(row) => selection.can(row) && selection.tick(row._id, !selection.has(row._id))}
        >
          {mayRerun && (
            <RerunBar chosen={selection.chosen.length} clear={selection.clear} ask={(rerun) => set({ rerun })} />
          )}
        </Results>
      )}
      <LoadMore
        page={found.data?.pages.at(-1)}
        loading={found.isFetchingNextPage}
        loadMore={() => void found.fetchNextPage()}
      />
    </>
  )
}

type ShownProps = { id: string; filters: TransactionFilters; close: () => void }

/** The transaction that is shown beside the list. */
const Shown = (props: ShownProps) => (
  <Suspense fallback={<Loading />}>
    <TransactionPanel {...props} />
  </Suspense>
)

type RerunProps = {
  search: TransactionsSearch
  chosen: readonly string[]
  filters: Record<string, unknown>
  close: () => void
}

/** The dialog that asks before transactions are sent again. */
const Rerun = ({ search: { rerun }, chosen, filters, close }: RerunProps) => (
  <Suspense>
    {rerun && (rerun === 'matching' || chosen.length > 0) && (
      <RerunDialog wanted={rerun === 'selected' ? { tids: [...chosen] } : { filters }} close={close} />
    )}
  </Suspense>
)
