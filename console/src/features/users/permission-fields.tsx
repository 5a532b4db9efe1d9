import { Checkbox, MultiSelect, NativeSelect, SimpleGrid, Stack, Text } from '@mantine/core'
import type { Permission, PermissionList } from '@mediary/contract/permission'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useMayAny } from '../../lib/api/me.ts'
import { rolesQuery, useClients } from '../../lib/api/queries.ts'
import { useMessages } from '../../messages/use-messages.ts'
import { mediatorsQuery } from '../mediators/queries.ts'
import { ChannelNames } from './channel-names.tsx'
import { findList, type Lists, permissionPages, takesPatterns } from './permissions.ts'
import { appsQuery } from './queries.ts'

type Granting = { granted: readonly string[]; lists: Lists; change: (part: Change) => void }
type Change = { granted?: string[]; lists?: Lists }

/** Every permission as a sentence, under the page of the console on which it is used. */
export function PermissionFields(props: Granting) {
  const t = useMessages('access')
  return (
    <Stack gap="md" component="section" aria-label={t('permissions')}>
      {permissionPages.map(({ page, rows }) => (
        <Stack key={page} gap="xs" component="fieldset" m={0} p={0} bd={0}>
          <Text component="legend" size="sm" fw={600} mb={4}>
            {t(`page.${page}`)}
          </Text>
          <SimpleGrid cols={{ base: 1, xs: 2 }} spacing="xs">
            {rows.map((permission) => (
              <PermissionRow key={permission} permission={permission} {...props} />
            ))}
          </SimpleGrid>
        </Stack>
      ))}
    </Stack>
  )
}

type RowProps = Granting & { permission: Permission }

function PermissionRow(props: RowProps) {
  const t = useMessages('access')
  const { permission, granted, change } = props
  const list = findList(permission)
  if (list) return <ReachRow {...props} list={list} />
  return (
    <Checkbox
      label={t(permission)}
      checked={granted.includes(permission)}
      onChange={({ currentTarget }) => change({ granted: withFlag(granted, permission, currentTarget.checked) })}
    />
  )
}

const withFlag = (granted: readonly string[], flag: string, on: boolean) => [
  ...granted.filter((one) => one !== flag),
  ...(on ? [flag] : []),
]

const reaches = ['none', 'some', 'all'] as const

/** A permission for no resource, for some or for all. */
function ReachRow({ permission, list, granted, lists, change }: RowProps & { list: PermissionList }) {
  const t = useMessages('access')
  const [opened, setOpened] = useState(false)
  const entries = lists[list] ?? []
  const reach = granted.includes(permission) ? 'all' : entries.length > 0 || opened ? 'some' : 'none'
  const choose = (value: string) => {
    setOpened(value === 'some')
    change({
      granted: withFlag(granted, permission, value === 'all'),
      lists: value === 'some' ? {} : { [list]: [] },
    })
  }
  const set = (chosen: string[]) => change({ lists: { [list]: chosen } })
  return (
    <Stack gap={4}>
      <NativeSelect
        label={t(permission)}
        value={reach}
        onChange={({ currentTarget }) => choose(currentTarget.value)}
        data={reaches.map((value) => ({ value, label: t(`reach.${value}`) }))}
      />
      {reach === 'some' && takesPatterns(list) && (
        <ChannelNames label={t('which', { what: t(permission) })} entries={entries} change={set} />
      )}
      {reach === 'some' && !takesPatterns(list) && (
        <Picker label={t('which', { what: t(permission) })} list={list} entries={entries} change={set} />
      )}
    </Stack>
  )
}

type PickerProps = { label: string; list: PermissionList; entries: string[]; change: (entries: string[]) => void }

/** Clients, roles and others, out of those that there are. */
function Picker({ label, list, entries, change }: PickerProps) {
  const t = useMessages('access')
  const options = useOptions(list)
  // What is deleted, or hidden from this user, stays under its own name.
  const unknown = entries.filter((entry) => !options.some(({ value }) => value === entry))
  return (
    <MultiSelect
      label={label}
      placeholder={entries.length > 0 ? '' : t('which.placeholder')}
      searchable
      hidePickedOptions
      limit={50}
      data={[...options, ...unknown.map((value) => ({ value, label: value }))]}
      value={entries}
      onChange={change}
    />
  )
}

type Kind = 'clients' | 'roles' | 'mediators' | 'apps'

function findKind(list: PermissionList): Kind {
  if (list.startsWith('client-role-')) return 'roles'
  if (list.startsWith('client-')) return 'clients'
  return list.startsWith('app-') ? 'apps' : 'mediators'
}

/** The resources that a list can name. */
function useOptions(list: PermissionList): { value: string; label: string }[] {
  const mayAny = useMayAny()
  const kind = findKind(list)
  const clients = useClients().data ?? []
  const roles = useQuery({ ...rolesQuery, enabled: kind === 'roles' && mayAny('client-role-view-all') }).data ?? []
  const mediators = useQuery({ ...mediatorsQuery, enabled: kind === 'mediators' && mayAny('mediator-view-all') }).data
  const apps = useQuery({ ...appsQuery, enabled: kind === 'apps' }).data ?? []
  const options: Record<Kind, () => { value: string; label: string }[]> = {
    clients: () => clients.map(({ _id, name, clientID }) => ({ value: _id, label: `${name} (${clientID})` })),
    roles: () => roles.map(({ name }) => ({ value: name, label: name })),
    mediators: () => (mediators ?? []).map(({ urn, name }) => ({ value: urn, label: `${name} (${urn})` })),
    apps: () => apps.map(({ _id, name }) => ({ value: _id, label: name })),
  }
  return options[kind]()
}
