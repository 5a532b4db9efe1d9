import { Alert, Button, Group, Text } from '@mantine/core'
import { type Channel, channelsApi } from '@mediary/contract/channels'
import type { Client } from '@mediary/contract/clients'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { call } from '../../../lib/api/call.ts'
import { useMay, useUser } from '../../../lib/api/me.ts'
import { useClients } from '../../../lib/api/queries.ts'
import { useMessages } from '../../../messages/use-messages.ts'
import { ErrorAlert } from '../../../ui/failure.tsx'
import { mayLetIn } from './letting-in.ts'

/** `short`: only the first button is shown. */
type AllowProps = { channel: Channel; client: Client; short?: boolean }
type Change = { name: string; allowed: boolean }

/** Allows a role of the client, or the client itself, on a channel, and takes it back. */
export function Allow({ channel, client, short = false }: AllowProps) {
  const t = useMessages('clientPage')
  const fixes = useMessages('fixes')
  const mayLet = useMayLetIn(client)
  const queries = useQueryClient()
  const change = useMutation({
    mutationFn: async ({ name, allowed }: Change) => {
      // The channel may have changed since the page was loaded.
      const params = { id: channel._id }
      const { allow } = await call(channelsApi.get, { params })
      const others = allow.filter((one) => one !== name)
      await call(channelsApi.update, { params, body: { allow: allowed ? [...others, name] : others } })
    },
    onSettled: () => queries.invalidateQueries({ queryKey: ['channels'] }),
  })
  const names = [...client.roles, client.clientID]
  const held = names.some((name) => channel.allow.includes(name))
  const offered = names.filter(mayLet)
  const done = change.variables?.allowed ? change.variables.name : undefined
  return (
    <Group gap="xs">
      <ErrorAlert error={change.error} />
      {!held &&
        offered.slice(0, short ? 1 : offered.length).map((name) => (
          <Button
            key={name}
            size="xs"
            loading={change.isPending}
            onClick={() => change.mutate({ name, allowed: true })}
          >
            {t(name === client.clientID ? 'fix.allow-client' : 'fix.allow-role', { name, channel: channel.name })}
          </Button>
        ))}
      {!held && offered.length === 0 && (
        <Text size="sm" c="dimmed" span>
          {fixes('allow.others')}
        </Text>
      )}
      {held && (
        <Alert color="green" p="xs" role="status">
          {t('fix.allowed', { channel: channel.name })}
        </Alert>
      )}
      {held && done !== undefined && (
        <Button
          size="xs"
          variant="default"
          loading={change.isPending}
          onClick={() => change.mutate({ name: done, allowed: false })}
        >
          {t('fix.undo')}
        </Button>
      )}
    </Group>
  )
}

/** Returns whether the user may let the client in by a name: a role of it, or itself. */
function useMayLetIn(client: Client) {
  const may = useMay()
  const granted = useUser()?.permissions
  const known = useClients().data
  const clients = may('client-view-all') ? known : undefined
  return (name: string) => mayLetIn(granted, name, client, clients)
}
