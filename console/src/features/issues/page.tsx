import { Alert, Button, Group, NativeSelect } from '@mantine/core'
import { type Issue, issuesApi } from '@mediary/contract/operations/issues'
import { useQuery } from '@tanstack/react-query'
import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import { useChannels, useClock } from '../../lib/api/queries.ts'
import { formatCount, formatShortMoment } from '../../lib/times.ts'
import { useMessages } from '../../messages/use-messages.ts'
import { Failure, Loading } from '../../ui/failure.tsx'
import { Page } from '../../ui/page.tsx'
import type { Column } from '../../ui/table/column.ts'
import { DataTable } from '../../ui/table/data-table.tsx'
import { ExportButton } from '../export/button.tsx'
import { Pages } from '../tasks/pagination.tsx'
import { StateBadge, usePlace, useReason } from './describe.tsx'
import { issuesPerPage, issuesQuery, toIssueFilters } from './queries.ts'
import type { IssuesSearch } from './search.ts'

/** The list of issues: failures and refusals, grouped by cause. */
export function IssuesPage() {
  const t = useMessages('issues')
  const search = useSearch({ from: '/inside/issues' })
  const navigate = useNavigate({ from: '/issues' })
  const issues = useQuery(issuesQuery(search))
  const columns = useColumns()
  const set = (part: Partial<IssuesSearch>) =>
    void navigate({ search: (before) => ({ ...before, page: undefined, ...part }), replace: true })
  const filtered = Object.values(search).some(Boolean)
  return (
    <Page title={t('title')} intro={t('intro')}>
      <Filters search={search} set={set} clear={() => void navigate({ search: {} })} />
      {issues.isPending && <Loading />}
      {issues.isError && <Failure error={issues.error} retry={() => void issues.refetch()} />}
      {issues.data?.length === 0 && (
        <Alert color={filtered ? 'yellow' : 'green'}>{filtered ? t('none.found') : t('none')}</Alert>
      )}
      {issues.data && issues.data.length > 0 && (
        <DataTable
          list="issues"
          label={t('title')}
          exported={<ExportButton endpoint={issuesApi.list} input={{ query: toIssueFilters(search) }} />}
          columns={columns}
          rows={issues.data}
          getKey={({ _id }) => _id}
        />
      )}
      <Pages
        page={search.page}
        more={issues.data?.length === issuesPerPage}
        go={(page) => void navigate({ search: (before) => ({ ...before, page }) })}
      />
    </Page>
  )
}

function useColumns(): Column<Issue>[] {
  const t = useMessages('issues')
  const clock = useClock()
  const describeReason = useReason()
  const describePlace = usePlace()
  return [
    {
      key: 'reason',
      title: t('reason'),
      width: 270,
      fixed: true,
      cell: (issue) => (
        <Link to="/issues/$id" params={{ id: issue._id }} title={describeReason(issue)}>
          {describeReason(issue)}
        </Link>
      ),
    },
    {
      key: 'place',
      title: t('place'),
      width: 180,
      cell: (issue) => <span title={describePlace(issue)}>{describePlace(issue)}</span>,
    },
    { key: 'state', title: t('state'), width: 105, cell: (issue) => <StateBadge issue={issue} /> },
    {
      key: 'last',
      title: t('last'),
      width: 155,
      cell: ({ lastSeen }) => formatShortMoment(lastSeen, clock, Date.now()),
    },
    { key: 'owner', title: t('owner'), width: 120, cell: ({ owner }) => owner && <span title={owner}>{owner}</span> },
    {
      key: 'clients',
      title: t('clients'),
      width: 80,
      cell: ({ clients, moreClients }) => `${clients.length}${moreClients ? '+' : ''}`,
    },
    { key: 'count', title: t('count'), width: 95, cell: ({ count }) => formatCount(count, clock.language) },
  ]
}

type FiltersProps = { search: IssuesSearch; set: (part: Partial<IssuesSearch>) => void; clear: () => void }

function Filters({ search, set, clear }: FiltersProps) {
  const t = useMessages('issues')
  const channels = useChannels().data ?? []
  const states = ['resolved', 'all'] as const
  const kinds = ['failure', 'refusal'] as const
  return (
    <Group mb="md" align="flex-end" gap="sm">
      <NativeSelect
        label={t('state')}
        value={search.state ?? ''}
        data={[{ value: '', label: t('open') }, ...states.map((value) => ({ value, label: t(value) }))]}
        onChange={({ currentTarget }) => set({ state: states.find((one) => one === currentTarget.value) })}
      />
      <NativeSelect
        label={t('kind')}
        value={search.kind ?? ''}
        data={[{ value: '', label: t('all') }, ...kinds.map((value) => ({ value, label: t(value) }))]}
        onChange={({ currentTarget }) => set({ kind: kinds.find((one) => one === currentTarget.value) })}
      />
      <NativeSelect
        label={t('channel')}
        value={search.channel ?? ''}
        data={[{ value: '', label: t('all') }, ...channels.map(({ _id, name }) => ({ value: _id, label: name }))]}
        onChange={({ currentTarget }) => set({ channel: currentTarget.value || undefined })}
      />
      <Button variant="subtle" onClick={clear}>
        {t('clear')}
      </Button>
    </Group>
  )
}
