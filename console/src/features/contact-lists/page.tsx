import { Alert, Anchor, Group } from '@mantine/core'
import { findRows } from '@mediary/contract/api/find'
import { contactGroupsApi } from '@mediary/contract/operations/contact-groups'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { call } from '../../lib/api/call.ts'
import { useMay } from '../../lib/api/me.ts'
import { useChannels } from '../../lib/api/queries.ts'
import { useEditTarget } from '../../lib/draft.ts'
import { useMessages } from '../../messages/use-messages.ts'
import { AlertStrip, type Alerts, useAlerts } from '../../ui/alerts.tsx'
import { CrossButton, PencilButton, PlusButton } from '../../ui/buttons.tsx'
import { Confirm } from '../../ui/confirm.tsx'
import { Failure, Loading } from '../../ui/failure.tsx'
import { Page } from '../../ui/page.tsx'
import { SearchBox } from '../../ui/search-box.tsx'
import type { Column } from '../../ui/table/column.ts'
import { DataTable } from '../../ui/table/data-table.tsx'
import { ExportButton } from '../export/button.tsx'
import { ContactListDialog } from './dialog.tsx'
import { type ContactList, contactListsQuery } from './queries.ts'
import type { ContactListsSearch } from './search.ts'

type SetSearch = (part: Partial<ContactListsSearch>, ignoreBlocker?: boolean) => void

export function ContactListsPage() {
  const t = useMessages('contactLists')
  const may = useMay()
  const search = useSearch({ from: '/inside/contact-lists' })
  const navigate = useNavigate({ from: '/contact-lists' })
  const alerts = useAlerts()
  const lists = useQuery(contactListsQuery)
  const set: SetSearch = (part, ignoreBlocker = false) => {
    if (part.edit || part.delete) alerts.clear()
    void navigate({ search: (before) => ({ ...before, ...part }), replace: true, ignoreBlocker })
  }
  const rows = findRows(contactGroupsApi.list.exported.find, search.find, lists.data ?? [])
  const columns = useColumns(set)
  return (
    <Page
      title={t('title')}
      intro={t('intro')}
      actions={
        <Group>
          <SearchBox label={t('find')} value={search.find ?? ''} change={(find) => set({ find })} />
          {may('contact-list-manage') && <PlusButton onClick={() => set({ edit: 'new' })}>{t('list')}</PlusButton>}
        </Group>
      }
    >
      <AlertStrip alerts={alerts} />
      {lists.isPending && <Loading />}
      {lists.isError && <Failure error={lists.error} retry={() => void lists.refetch()} />}
      {lists.data?.length === 0 && <Alert color="gray">{t('none')}</Alert>}
      {lists.data && lists.data.length > 0 && rows.length === 0 && <Alert color="gray">{t('none.found')}</Alert>}
      {rows.length > 0 && (
        <DataTable
          list="contact-lists"
          label={t('title')}
          exported={<ExportButton endpoint={contactGroupsApi.list} input={{ query: { find: search.find } }} />}
          columns={columns}
          rows={rows}
          getKey={({ _id }) => _id}
        />
      )}
      {lists.data && <Dialogs lists={lists.data} search={search} set={set} alerts={alerts} />}
    </Page>
  )
}

type DialogsProps = { lists: readonly ContactList[]; search: ContactListsSearch; set: SetSearch; alerts: Alerts }

function Dialogs({ lists, search, set, alerts }: DialogsProps) {
  const t = useMessages('contactLists')
  const client = useQueryClient()
  const editing = useEditTarget(
    search.edit,
    lists.find(({ _id }) => _id === search.edit),
  )
  const leaving = lists.find(({ _id }) => _id === search.delete)
  const remove = async ({ _id, group }: ContactList) => {
    await call(contactGroupsApi.remove, { params: { id: _id } })
    alerts.add('success', t('deleted', { name: group }))
    await client.invalidateQueries({ queryKey: contactListsQuery.queryKey })
  }
  return (
    <>
      {(search.edit === 'new' || editing.value) && (
        <ContactListDialog
          key={search.edit}
          target={editing}
          names={lists.map(({ group }) => group)}
          saved={(name) => {
            alerts.add('success', t('saved', { name }))
            set({ edit: undefined }, true)
          }}
          close={() => set({ edit: undefined })}
        />
      )}
      {leaving && (
        <Confirm title={t('delete.title')} act={() => remove(leaving)} close={() => set({ delete: undefined })}>
          {t('delete.question', { name: leaving.group })}
        </Confirm>
      )}
    </>
  )
}

/** Returns the names of the channels whose alerts go to a list. */
function useUsage() {
  const channels = useChannels().data ?? []
  return (id: string) =>
    channels
      .filter(({ status, alerts }) => status !== 'deleted' && alerts.some(({ groups }) => groups.includes(id)))
      .map(({ name }) => name)
}

function useColumns(set: SetSearch): Column<ContactList>[] {
  const t = useMessages('contactLists')
  const may = useMay()
  const findUsage = useUsage()
  const name = ({ _id, group }: ContactList) => (
    <Anchor component="button" type="button" size="sm" onClick={() => set({ edit: _id })}>
      {group}
    </Anchor>
  )
  const people = ({ users }: ContactList) => users.map(({ user, method }) => `${user} (${t(method)})`).join(', ')
  const actions = ({ _id, group }: ContactList) =>
    may('contact-list-manage') && (
      <Group gap={6} justify="flex-end" wrap="nowrap">
        <PencilButton label={t('edit', { name: group })} onClick={() => set({ edit: _id })} />
        <CrossButton label={t('remove', { name: group })} onClick={() => set({ delete: _id })} />
      </Group>
    )
  return [
    { key: 'name', title: t('name'), width: 200, cell: name },
    { key: 'people', title: t('people'), width: 320, cell: people },
    { key: 'used', title: t('used'), width: 200, cell: ({ _id }) => findUsage(_id).join(', ') },
    { key: 'actions', title: t('actions'), width: 90, last: true, cell: actions },
  ]
}
