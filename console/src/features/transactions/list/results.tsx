import { Alert, Button, Group, Text } from '@mantine/core'
import { useMediaQuery } from '@mantine/hooks'
import type { Transaction } from '@mediary/contract/transactions'
import { transactionSearchApi } from '@mediary/contract/transactions/search'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { type ReactNode, Suspense, useState } from 'react'
import { useClock } from '../../../lib/api/queries.ts'
import { preferences } from '../../../lib/preferences.ts'
import { useStore } from '../../../lib/store.ts'
import { formatCount, formatMoment } from '../../../lib/times.ts'
import { useMessages } from '../../../messages/use-messages.ts'
import { lazyPart } from '../../../ui/lazy.tsx'
import { useSelectedColumns } from '../../../ui/table/choice.ts'
import type { Column } from '../../../ui/table/column.ts'
import { ColumnsButton } from '../../../ui/table/columns-button.tsx'
import { Rows } from '../../../ui/table/rows.tsx'
import { ExportButton } from '../../export/button.tsx'
import { Cards } from './cards.tsx'
import classes from './list.module.css'
import { countTotal, type TransactionPage } from './pages.ts'
import { maxNew, newerQuery, transactionPages } from './queries.ts'
import { useRowKeys } from './use-row-keys.ts'

/** The columns that stay while a transaction is shown beside the list. */
const besidePanel: readonly string[] = ['select', 'time', 'status', 'request']
const KeysDialog = lazyPart(async () => (await import('./keys-dialog.tsx')).KeysDialog)

type ResultsProps = {
  filters: Record<string, unknown>
  /** Set when new transactions wait behind a button. */
  waits: boolean
  pages: readonly TransactionPage[]
  columns: readonly Column<Transaction>[]
  inUse: (inUse: boolean) => void
  open: (row: Transaction) => void
  tick: (row: Transaction) => void
  peek: (row: Transaction) => void
  /** The row that is shown beside the list. */
  shown: ReactNode
  closePeek: (() => void) | undefined
  /** What can be done with the rows. It stands beside their number. */
  children: ReactNode
}

/** The found rows, their number, and the number of new ones. */
export function Results({
  filters,
  waits,
  pages,
  columns,
  inUse,
  open,
  tick,
  peek,
  shown,
  closePeek,
  children,
}: ResultsProps) {
  const isNarrow = useMediaQuery('(max-width: 1000px)', undefined, { getInitialValueInEffect: false })
  const t = useMessages('transactions')
  const client = useQueryClient()
  const [times, setTimes] = useState(0)
  const rows = pages.flatMap((page) => page.rows)
  const chosen = useSelectedColumns('transactions', columns)
  const searchedTo = pages.at(-1)?.searchedTo
  const [isExplained, setExplained] = useState(false)
  const { active, activate } = useRowKeys(rows, {
    open,
    tick,
    peek,
    closePeek,
    begin: () => inUse(true),
    explain: () => setExplained(true),
  })
  const showNew = async () => {
    const { queryKey } = transactionPages(filters, false)
    client.setQueryData(
      queryKey,
      (all) => all && { pages: all.pages.slice(0, 1), pageParams: all.pageParams.slice(0, 1) },
    )
    await client.refetchQueries({ queryKey, exact: true })
    inUse(false)
    // A new table begins at its top, where the new rows are.
    setTimes((before) => before + 1)
  }
  if (rows.length === 0 && searchedTo === undefined) return <Alert color="gray">{t('none')}</Alert>
  return (
    <>
      <Group gap="sm" mb={6} mih={26}>
        <Group gap="sm" style={{ flex: '1 0 auto' }} aria-live="polite">
          <Total pages={pages} />
          {waits && <New newest={rows[0]?._id} filters={filters} show={() => void showNew()} />}
        </Group>
        <ColumnsButton list="transactions" columns={columns} />
        <ExportButton endpoint={transactionSearchApi.list} input={{ query: { filters } }} />
        {children}
      </Group>
      <Suspense>{isExplained && <KeysDialog close={() => setExplained(false)} />}</Suspense>
      {rows.length > 0 && isNarrow && <Cards label={t('title')} rows={rows} columns={chosen} />}
      {rows.length > 0 && !isNarrow && (
        <Table key={times} {...{ rows, columns: chosen, active, activate, inUse, peek, shown }} />
      )}
    </>
  )
}

type TableProps = Pick<ResultsProps, 'columns' | 'inUse' | 'peek' | 'shown'> & {
  rows: readonly Transaction[]
  active: number | undefined
  activate: (row: Transaction) => void
}

/** The rows, and beside them the transaction that is shown. */
function Table({ rows, columns, active, activate, inUse, peek, shown }: TableProps) {
  const { rows: density } = useStore(preferences)
  const t = useMessages('transactions')
  return (
    <div className={shown ? classes.split : undefined}>
      <Rows
        list="transactions"
        label={t('title')}
        columns={shown ? columns.filter(({ key }) => besidePanel.includes(key)) : columns}
        rows={rows}
        getKey={({ _id }) => _id}
        active={active}
        inUse={inUse}
        height="max(320px, calc(100dvh - 226px))"
        dense={density === 'dense'}
        choose={(row) => {
          // The keys go on from the row that was clicked.
          activate(row)
          peek(row)
        }}
        fits
      />
      {shown}
    </div>
  )
}

/** Shows the total, and whether it is exact. */
function Total({ pages }: { pages: readonly TransactionPage[] }) {
  const t = useMessages('transactions')
  const { language } = useClock()
  const total = countTotal(pages)
  return (
    <Text size="sm" c="dimmed" style={{ whiteSpace: 'nowrap' }}>
      {total && total.count > 0 && t(`count.${total.kind}`, { count: formatCount(total.count, language) })}
    </Text>
  )
}

/** Shows the number of new transactions. They wait here, so that no row moves while a person reads. */
function New({
  newest,
  filters,
  show,
}: {
  newest: string | undefined
  filters: Record<string, unknown>
  show: () => void
}) {
  const t = useMessages('transactions')
  const { language } = useClock()
  const count = useQuery(newerQuery(newest, filters)).data ?? 0
  if (count === 0) return null
  return (
    <Button size="compact-xs" radius="xl" onClick={show}>
      {t(count < maxNew ? 'new' : 'new.many', { count: formatCount(count, language) })}
    </Button>
  )
}

type LoadMoreProps = { page: TransactionPage | undefined; loading: boolean; loadMore: () => void }

/** Loads more rows. When the server stopped early, it shows how far it searched and continues the search. */
export function LoadMore({ page, loading, loadMore }: LoadMoreProps) {
  const t = useMessages('transactions')
  const clock = useClock()
  if (!page?.next) return null
  const { searchedTo } = page
  return (
    <Group mt="md" gap="md">
      {searchedTo && <Text role="status">{t('searched-to', { time: formatMoment(searchedTo, clock) })}</Text>}
      <Button variant="default" loading={loading} onClick={loadMore}>
        {searchedTo ? t('search-on') : t('more')}
      </Button>
    </Group>
  )
}
