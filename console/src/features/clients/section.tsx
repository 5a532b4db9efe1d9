import { Alert, Anchor, Badge, Group } from '@mantine/core'
import { useMediaQuery } from '@mantine/hooks'
import type { Client } from '@mediary/contract/clients'
import { useMay } from '../../lib/api/me.ts'
import { useClock } from '../../lib/api/queries.ts'
import { formatDistance, formatMoment } from '../../lib/times.ts'
import { useMessages } from '../../messages/use-messages.ts'
import { AlertStrip, type Alerts } from '../../ui/alerts.tsx'
import { CrossButton, PencilButton, PlusButton } from '../../ui/buttons.tsx'
import { Section } from '../../ui/page.tsx'
import { SearchBox } from '../../ui/search-box.tsx'
import type { Column } from '../../ui/table/column.ts'
import { DataTable } from '../../ui/table/data-table.tsx'
import { ExportClients, ImportButton } from '../client-import/buttons.tsx'
import { LeakLink } from '../leak/link.tsx'
import { clientColumns, getCellText, selectClients } from './list-rules.ts'
import { MoreMenu } from './more-menu.tsx'
import type { ClientsSearch } from './search.ts'

type ClientsSectionProps = {
  clients: readonly Client[]
  search: ClientsSearch
  set: (part: Partial<ClientsSearch>, replace?: boolean) => void
  open: (client: string) => void
  alerts: Alerts
  healthy: boolean
}

const widths = {
  clientID: 110,
  name: 176,
  organization: 112,
  softwareName: 124,
  description: 100,
  contactPerson: 128,
  clientDomain: 76,
  roles: 76,
} as const

export function ClientsSection(props: ClientsSectionProps) {
  const { clients, search, set, open, alerts, healthy } = props
  const t = useMessages('clients')
  const may = useMay()
  const isNarrow = useMediaQuery('(max-width: 600px)', undefined, { getInitialValueInEffect: false })
  const columns = useColumns(props)
  const rows = selectClients(clients, search.find, search.sort, search.order)
  return (
    <Section
      id="clients"
      title={t('title')}
      icon="clients"
      {...(!isNarrow && { intro: t('clients.intro') })}
      actions={
        <Group>
          <SearchBox label={t('find')} value={search.find ?? ''} change={(find) => set({ find })} />
          <LeakLink />
          {healthy && may('client-manage-all') && <ImportButton />}
          {healthy && may('client-manage-all') && <PlusButton onClick={() => open('new')}>{t('client')}</PlusButton>}
        </Group>
      }
    >
      <AlertStrip alerts={alerts} />
      {clients.length === 0 && <Alert color="yellow">{t('none')}</Alert>}
      {clients.length > 0 && rows.length === 0 && <Alert color="yellow">{t('none.found')}</Alert>}
      {rows.length > 0 && (
        <DataTable
          list="clients"
          label={t('title')}
          exported={<ExportClients find={search.find} />}
          columns={columns}
          rows={rows}
          getKey={({ _id }) => _id}
          fits
        />
      )}
    </Section>
  )
}

function useColumns({ search, set, open, alerts }: ClientsSectionProps): Column<Client>[] {
  const t = useMessages('clients')
  const may = useMay()
  const sorted = search.sort ?? 'name'
  const order = search.order ?? 'up'
  const texts = clientColumns.map((key) => ({
    key,
    title: t(key),
    width: widths[key],
    isName: key === 'name',
    // It is empty more often than not, and the names need its place.
    optional: key === 'description',
    sort: sorted === key ? order : undefined,
    onSort: () => set({ sort: key, order: sorted === key && order === 'up' ? 'down' : 'up' }),
    cell: (client: Client) => {
      const text = getCellText(client, key)
      if (key !== 'clientID' && key !== 'name') return text && <span title={text}>{text}</span>
      return <NameCell client={client} text={text} marked={key === 'name'} open={() => open(client._id)} />
    },
  }))
  const clock = useClock()
  const lastUsed = ({ lastUsed: use }: Client) =>
    use ? (
      <span title={`${formatMoment(use.at, clock)}, ${t(use.mechanism)}`}>
        {formatDistance(use.at, Date.now(), clock.language)}
      </span>
    ) : (
      t('never-used')
    )
  const remove = (client: Client) => {
    alerts.clear()
    set({ delete: client._id }, false)
  }
  const actions = (client: Client) => (
    <Group gap={6} justify="flex-end" wrap="nowrap">
      <MoreMenu client={client} open={(dialog) => set(dialog, false)} />
      {may('client-manage-all', client._id) && (
        <>
          <PencilButton label={t('edit', { name: client.name })} onClick={() => open(client._id)} />
          <CrossButton label={t('remove', { name: client.name })} onClick={() => remove(client)} />
        </>
      )}
    </Group>
  )
  return [
    { key: '#', title: t('number'), width: 36, cell: (_, index) => index + 1 },
    ...texts,
    { key: 'lastUsed', title: t('last-used'), width: 88, cell: lastUsed },
    { key: 'actions', title: t('actions'), width: 118, last: true, cell: actions },
  ]
}

type NameCellProps = { client: Client; text: string; marked: boolean; open: () => void }

/** A name that opens the form of the client. `marked`: it tells whether the client is disabled. */
function NameCell({ client, text, marked, open }: NameCellProps) {
  const t = useMessages('clients')
  return (
    <Group gap={6} wrap="nowrap">
      <Anchor component="button" type="button" size="sm" truncate maw="100%" title={text} onClick={open}>
        {text}
      </Anchor>
      {marked && client.status === 'disabled' && (
        <Badge color="red.9" size="sm" flex="none">
          {t('status.disabled')}
        </Badge>
      )}
    </Group>
  )
}
