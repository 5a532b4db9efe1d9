import { Alert, Anchor, Text } from '@mantine/core'
import { findRows } from '@mediary/contract/api/find'
import { type Mediator, mediatorsApi } from '@mediary/contract/mediators'
import { useQuery } from '@tanstack/react-query'
import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import { useMay } from '../../lib/api/me.ts'
import { useChannels } from '../../lib/api/queries.ts'
import { useMessages } from '../../messages/use-messages.ts'
import { AlertStrip, useAlerts } from '../../ui/alerts.tsx'
import { CrossButton } from '../../ui/buttons.tsx'
import { Failure, Loading } from '../../ui/failure.tsx'
import { Page } from '../../ui/page.tsx'
import { SearchBox } from '../../ui/search-box.tsx'
import type { Column } from '../../ui/table/column.ts'
import { DataTable } from '../../ui/table/data-table.tsx'
import { ExportButton } from '../export/button.tsx'
import { DeleteDialog } from './delete-dialog.tsx'
import { findUsers } from './health.ts'
import { HealthBadge } from './health-badge.tsx'
import { mediatorsQuery } from './queries.ts'
import type { MediatorsSearch } from './search.ts'

export function MediatorsPage() {
  const t = useMessages('mediators')
  const search = useSearch({ from: '/inside/mediators' })
  const navigate = useNavigate({ from: '/mediators' })
  const alerts = useAlerts()
  const mediators = useQuery(mediatorsQuery)
  const set = (part: Partial<MediatorsSearch>) =>
    void navigate({ search: (before) => ({ ...before, ...part }), replace: true })
  const columns = useColumns(mediators.dataUpdatedAt, (urn) => {
    alerts.clear()
    set({ delete: urn })
  })
  const rows = findRows(mediatorsApi.list.exported.find, search.find, mediators.data ?? [])
  const leaving = mediators.data?.find(({ urn }) => urn === search.delete)
  return (
    <Page
      title={t('title')}
      intro={t('intro')}
      actions={<SearchBox label={t('find')} value={search.find ?? ''} change={(find) => set({ find })} />}
    >
      <AlertStrip alerts={alerts} />
      {mediators.isPending && <Loading />}
      {mediators.isError && <Failure error={mediators.error} retry={() => void mediators.refetch()} />}
      {mediators.data?.length === 0 && <Alert color="gray">{t('none')}</Alert>}
      {mediators.data && mediators.data.length > 0 && rows.length === 0 && (
        <Alert color="gray">{t('none.found')}</Alert>
      )}
      {rows.length > 0 && (
        <DataTable
          list="mediators"
          label={t('title')}
          exported={<ExportButton endpoint={mediatorsApi.list} input={{ query: { find: search.find } }} />}
          columns={columns}
          rows={rows}
          getKey={({ urn }) => urn}
        />
      )}
      {leaving && (
        <DeleteDialog
          mediator={leaving}
          deleted={() => alerts.add('success', t('deleted', { name: leaving.name }))}
          close={() => set({ delete: undefined })}
        />
      )}
    </Page>
  )
}

function useColumns(now: number, remove: (urn: string) => void): Column<Mediator>[] {
  const t = useMessages('mediators')
  const may = useMay()
  const channels = useChannels().data ?? []
  const name = (mediator: Mediator) => (
    <>
      <Anchor component={Link} to={`/mediators/${encodeURIComponent(mediator.urn)}`} size="sm" underline="always">
        {mediator.name}
      </Anchor>
      <Text size="xs" c="dimmed" style={{ overflowWrap: 'anywhere' }}>
        {mediator.urn}
      </Text>
    </>
  )
  const actions = (mediator: Mediator) =>
    may('mediator-manage-all', mediator.urn) && (
      <CrossButton label={t('remove', { name: mediator.name })} onClick={() => remove(mediator.urn)} />
    )
  return [
    { key: 'name', title: t('name'), width: 200, fixed: true, cell: name },
    {
      key: 'health',
      title: t('health'),
      width: 360,
      cell: (mediator) => <HealthBadge mediator={mediator} now={now} />,
    },
    { key: 'version', title: t('version'), width: 80, cell: ({ version }) => version },
    {
      key: 'used',
      title: t('used'),
      width: 240,
      cell: (mediator) =>
        findUsers(mediator, channels)
          .map((channel) => channel.name)
          .join(', '),
    },
    { key: 'actions', title: t('actions'), width: 70, last: true, cell: actions },
  ]
}
