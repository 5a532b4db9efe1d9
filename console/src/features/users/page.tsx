import { Alert, Anchor, Badge, Group } from '@mantine/core'
import { type User, usersApi } from '@mediary/contract/users'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { call } from '../../lib/api/call.ts'
import { useMay, useUser } from '../../lib/api/me.ts'
import { usersQuery } from '../../lib/api/queries.ts'
import { useEditTarget } from '../../lib/draft.ts'
import { useMessages } from '../../messages/use-messages.ts'
import { AlertStrip, type Alerts, useAlerts } from '../../ui/alerts.tsx'
import { CrossButton, PencilButton, PlusButton, warning } from '../../ui/buttons.tsx'
import { Confirm } from '../../ui/confirm.tsx'
import { Failure, Loading } from '../../ui/failure.tsx'
import { Page } from '../../ui/page.tsx'
import { SearchBox } from '../../ui/search-box.tsx'
import type { Column } from '../../ui/table/column.ts'
import { DataTable } from '../../ui/table/data-table.tsx'
import { ExportButton } from '../export/button.tsx'
import { HistoryLink } from '../history/link.tsx'
import { ViewAsButton } from '../view-as/start-button.tsx'
import { UserDialog } from './dialog.tsx'
import { selectUsers, type UsersSearch } from './search.ts'
import { UserRoles } from './user-roles.tsx'

type SetSearch = (part: Partial<UsersSearch>, ignoreBlocker?: boolean) => void

export function UsersPage() {
  const t = useMessages('users')
  const may = useMay()
  const search = useSearch({ from: '/inside/users' })
  const navigate = useNavigate({ from: '/users' })
  const alerts = useAlerts()
  const users = useQuery(usersQuery)
  const set: SetSearch = (part, ignoreBlocker = false) => {
    if (part.edit || part.delete || part.role || part.deleteRole) alerts.clear()
    void navigate({ search: (before) => ({ ...before, ...part }), replace: true, ignoreBlocker })
  }
  const rows = selectUsers(users.data ?? [], search)
  const columns = useColumns(set, (text) => alerts.add('failure', text))
  return (
    <Page
      title={t('title')}
      intro={t('intro')}
      actions={
        <Group>
          <HistoryLink object="user" />
          <SearchBox label={t('find')} value={search.find ?? ''} change={(find) => set({ find })} />
          {may('user-manage') && <PlusButton onClick={() => set({ edit: 'new' })}>{t('user')}</PlusButton>}
        </Group>
      }
    >
      <AlertStrip alerts={alerts} />
      {users.isPending && <Loading />}
      {users.isError && <Failure error={users.error} retry={() => void users.refetch()} />}
      {users.data && rows.length === 0 && <Alert color="gray">{t('none')}</Alert>}
      {rows.length > 0 && (
        <DataTable
          list="users"
          label={t('title')}
          exported={<ExportButton endpoint={usersApi.list} input={{ query: { find: search.find } }} />}
          columns={columns}
          rows={rows}
          getKey={({ _id }) => _id}
          height="45vh"
        />
      )}
      {may('user-role-view') && <UserRoles alerts={alerts} search={search} set={set} />}
      {users.data && <Dialogs users={users.data} search={search} set={set} alerts={alerts} />}
    </Page>
  )
}

type DialogsProps = { users: readonly User[]; search: UsersSearch; set: SetSearch; alerts: Alerts }

/** The dialogs over the list: the form of a user, and the question before one is deleted. */
function Dialogs({ users, search, set, alerts }: DialogsProps) {
  const t = useMessages('users')
  const client = useQueryClient()
  const leaving = users.find(({ email }) => email === search.delete)
  const remove = async ({ email }: User) => {
    await call(usersApi.remove, { params: { email } })
    alerts.add('success', t('deleted', { name: email }))
    await client.invalidateQueries({ queryKey: usersQuery.queryKey })
  }
  return (
    <>
      <EditedUser
        users={users}
        edited={search.edit}
        saved={(name) => {
          alerts.add('success', t('saved', { name }))
          set({ edit: undefined }, true)
        }}
        close={() => set({ edit: undefined })}
      />
      {leaving && (
        <Confirm title={t('delete.title')} act={() => remove(leaving)} close={() => set({ delete: undefined })}>
          {t('delete.question', { name: leaving.email })}
        </Confirm>
      )}
    </>
  )
}

type EditedUserProps = {
  users: readonly User[]
  edited: string | undefined
  saved: (name: string) => void
  close: () => void
}

/** The dialog for the user in the address. It stays when somebody else deletes that user. */
function EditedUser({ users, edited, saved, close }: EditedUserProps) {
  const editing = useEditTarget(
    edited,
    users.find(({ email }) => email === edited),
  )
  if (edited !== 'new' && !editing.value) return null
  return <UserDialog key={edited} target={editing} saved={saved} close={close} />
}

type Edit = (part: { edit?: string; delete?: string }) => void

function useColumns(set: Edit, fail: (sentence: string) => void): Column<User>[] {
  const t = useMessages('users')
  const may = useMay()
  const self = useUser()
  const email = ({ email: text }: User) => (
    <Anchor component="button" type="button" size="sm" onClick={() => set({ edit: text })}>
      {text}
    </Anchor>
  )
  const state = ({ locked, passwordLinkRequested }: User) => (
    <Badge color={locked || passwordLinkRequested ? warning : 'green.9'} tt="none">
      {passwordLinkRequested ? t('link-requested') : locked ? t('locked') : t('active')}
    </Badge>
  )
  const actions = ({ email: name }: User) =>
    may('user-manage') && (
      <Group gap={6} justify="flex-end" wrap="nowrap">
        {name !== self?.email && <ViewAsButton email={name} fail={fail} />}
        <PencilButton label={t('edit', { name })} onClick={() => set({ edit: name })} />
        <CrossButton label={t('remove', { name })} onClick={() => set({ delete: name })} />
      </Group>
    )
  return [
    { key: 'email', title: t('email'), width: 220, cell: email },
    { key: 'name', title: t('name'), width: 180, cell: ({ firstname, surname }) => `${firstname} ${surname}` },
    { key: 'roles', title: t('roles'), width: 180, cell: ({ groups }) => groups.join(', ') },
    { key: 'state', title: t('state'), width: 170, cell: state },
    { key: 'actions', title: t('actions'), width: 124, last: true, cell: actions },
  ]
}
