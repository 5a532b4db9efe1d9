import { Group } from '@mantine/core'
import { type UserRole, userRolesApi } from '@mediary/contract/users'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { call } from '../../lib/api/call.ts'
import { useMay } from '../../lib/api/me.ts'
import { useChannels } from '../../lib/api/queries.ts'
import { useEditTarget } from '../../lib/draft.ts'
import { useMessages } from '../../messages/use-messages.ts'
import type { Alerts } from '../../ui/alerts.tsx'
import { CrossButton, PencilButton, PlusButton } from '../../ui/buttons.tsx'
import { Confirm } from '../../ui/confirm.tsx'
import { Failure, Loading } from '../../ui/failure.tsx'
import { Section } from '../../ui/page.tsx'
import type { Column } from '../../ui/table/column.ts'
import { DataTable } from '../../ui/table/data-table.tsx'
import { ExportButton } from '../export/button.tsx'
import { HistoryLink } from '../history/link.tsx'
import { summarise } from './permissions.ts'
import { userRolesQuery } from './queries.ts'
import type { UsersSearch } from './search.ts'
import { UserRoleDialog } from './user-role-dialog.tsx'

type UserRolesProps = {
  alerts: Alerts
  search: UsersSearch
  set: (part: Partial<UsersSearch>, ignoreBlocker?: boolean) => void
}

/** In the address, `+` stands for a new role. */
const newRole = '+'

export function UserRoles({ alerts, search, set }: UserRolesProps) {
  const t = useMessages('users')
  const may = useMay()
  const client = useQueryClient()
  const roles = useQuery(userRolesQuery)
  const editing = useEditTarget(
    search.role,
    roles.data?.find(({ name }) => name === search.role),
  )
  const going = roles.data?.find(({ name }) => name === search.deleteRole)
  const remove = async ({ name }: UserRole) => {
    await call(userRolesApi.remove, { params: { name } })
    alerts.add('success', t('role.deleted', { name }))
    await client.invalidateQueries()
  }
  const columns = useColumns(set)
  const actions = (
    <Group>
      <HistoryLink object="user-role" />
      {may('user-role-manage') && <PlusButton onClick={() => set({ role: newRole })}>{t('role')}</PlusButton>}
    </Group>
  )
  return (
    <div style={{ marginTop: 32 }}>
      <Section id="user-roles" title={t('roles')} intro={t('roles.intro')} actions={actions}>
        {roles.isPending && <Loading />}
        {roles.isError && <Failure error={roles.error} retry={() => void roles.refetch()} />}
        {roles.data && (
          <DataTable
            list="user-roles"
            label={t('roles')}
            exported={<ExportButton endpoint={userRolesApi.list} input={{}} />}
            rows={roles.data}
            getKey={({ _id }) => _id}
            height="40vh"
            columns={columns}
          />
        )}
        {(editing.value || search.role === newRole) && (
          <UserRoleDialog
            key={search.role}
            target={editing}
            saved={(name) => {
              alerts.add('success', t('role.saved', { name }))
              set({ role: undefined }, true)
            }}
            close={() => set({ role: undefined })}
          />
        )}
        {going && (
          <Confirm title={t('delete.title')} act={() => remove(going)} close={() => set({ deleteRole: undefined })}>
            {t('role.question', { name: going.name })}
          </Confirm>
        )}
      </Section>
    </div>
  )
}

/** Returns the function that says on which pages permissions have an effect, and for which channels. */
function useSummary() {
  const t = useMessages('access')
  const channels = useChannels().data ?? []
  return (permissions: UserRole['permissions']) => {
    const parts = summarise(permissions, channels)
    if (parts.length === 0) return t('summary.nothing')
    return parts
      .map(({ page, names }) => [t(`page.${page}`), ...(names.length > 0 ? [`(${names.join(', ')})`] : [])].join(' '))
      .join(' · ')
  }
}

function useColumns(set: UserRolesProps['set']): Column<UserRole>[] {
  const t = useMessages('users')
  const may = useMay()
  const describe = useSummary()
  const actions = (role: UserRole) =>
    may('user-role-manage') && (
      <Group gap={6} justify="flex-end" wrap="nowrap">
        <PencilButton label={t('edit', { name: role.name })} onClick={() => set({ role: role.name })} />
        <CrossButton label={t('remove', { name: role.name })} onClick={() => set({ deleteRole: role.name })} />
      </Group>
    )
  return [
    { key: 'name', title: t('name'), width: 160, cell: ({ name }) => name },
    {
      key: 'permissions',
      title: t('permissions'),
      width: 420,
      cell: ({ permissions }) => describe(permissions),
    },
    { key: 'actions', title: t('actions'), width: 90, last: true, cell: actions },
  ]
}
