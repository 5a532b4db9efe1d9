import { MultiSelect, SimpleGrid, Text } from '@mantine/core'
import type { PermissionList } from '@mediary/contract/permission'
import { useQuery } from '@tanstack/react-query'
import { useMay } from '../../lib/api/me.ts'
import { rolesQuery, useChannels, useClients } from '../../lib/api/queries.ts'
import { useMessages } from '../../messages/use-messages.ts'
import { type Kind, specifiedLists } from './permissions.ts'

type Option = { value: string; label: string }
type SpecifiedProps = {
  granted: readonly string[]
  lists: Partial<Record<PermissionList, string[]>>
  change: (lists: Partial<Record<PermissionList, string[]>>) => void
}

/** The permissions for single channels, clients and roles. One that is granted for all needs no list. */
export function SpecifiedPermissions({ granted, lists, change }: SpecifiedProps) {
  const t = useMessages('users')
  const options = useOptions()
  return (
    <section aria-label={t('specified')}>
      <Text size="sm" fw={500}>
        {t('specified')}
      </Text>
      <Text size="xs" c="dimmed">
        {t('specified.help')}
      </Text>
      <SimpleGrid cols={{ base: 1, xs: 2 }} mt="xs" spacing="xs">
        {specifiedLists.map(({ list, kind, all }) => {
          const value = lists[list] ?? []
          return (
            <MultiSelect
              key={list}
              label={list}
              placeholder={value.length > 0 ? '' : t(granted.includes(all) ? 'specified.all' : `specified.${kind}`)}
              searchable
              hidePickedOptions
              limit={50}
              data={[...options[kind], ...listUnknown(value, options[kind])]}
              value={value}
              onChange={(chosen) => change({ [list]: chosen })}
            />
          )
        })}
      </SimpleGrid>
    </section>
  )
}

/** Returns options for values that are deleted, or that the user may not see: they stay under their own name. */
const listUnknown = (value: readonly string[], known: readonly Option[]): Option[] =>
  value.filter((one) => !known.some((option) => option.value === one)).map((one) => ({ value: one, label: one }))

function useOptions(): Record<Kind, Option[]> {
  const may = useMay()
  const channels = useChannels().data ?? []
  const clients = useClients().data ?? []
  const roles = useQuery({ ...rolesQuery, enabled: may('client-role-view-all') }).data ?? []
  return {
    channels: channels.map(({ _id, name }) => ({ value: _id, label: name })),
    clients: clients.map(({ _id, name, clientID }) => ({ value: _id, label: `${name} (${clientID})` })),
    roles: roles.map(({ name }) => ({ value: name, label: name })),
  }
}
