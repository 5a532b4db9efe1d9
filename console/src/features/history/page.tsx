import { Alert, Button, Group } from '@mantine/core'
import { historyApi } from '@mediary/contract/operations/history'
import { useInfiniteQuery } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { useMay } from '../../lib/api/me.ts'
import { useMessages } from '../../messages/use-messages.ts'
import { AddressLink } from '../../ui/address-link.tsx'
import { Failure, Loading } from '../../ui/failure.tsx'
import { Page } from '../../ui/page.tsx'
import { ExportButton } from '../export/button.tsx'
import { Filters } from './filters.tsx'
import { EntryList } from './list.tsx'
import { historyPages, toHistoryFilters } from './queries.ts'

/** The changes of the configuration, newest first. */
export function HistoryPage() {
  const t = useMessages('history')
  const may = useMay()
  const search = useSearch({ from: '/inside/history' })
  const navigate = useNavigate({ from: '/history' })
  const history = useInfiniteQuery(historyPages(search))
  const entries = history.data?.pages.flat() ?? []
  const filtered = Object.values(search).some(Boolean)
  return (
    <Page
      title={t('title')}
      intro={t('intro')}
      actions={
        <Group>
          <ExportButton endpoint={historyApi.list} input={{ query: toHistoryFilters(search) }} />
          {may('audit-trail-view') && <AddressLink to="/audits">{t('audits')}</AddressLink>}
        </Group>
      }
    >
      <Filters
        search={search}
        set={(part) => void navigate({ search: (before) => ({ ...before, ...part }), replace: true })}
        clear={() => void navigate({ search: {} })}
      />
      {history.isPending && <Loading />}
      {history.isError && <Failure error={history.error} retry={() => void history.refetch()} />}
      {history.data && entries.length === 0 && <Alert color="gray">{filtered ? t('none.found') : t('none')}</Alert>}
      <EntryList entries={entries} />
      {history.hasNextPage && (
        <Button variant="default" loading={history.isFetchingNextPage} onClick={() => void history.fetchNextPage()}>
          {t('more')}
        </Button>
      )}
    </Page>
  )
}
