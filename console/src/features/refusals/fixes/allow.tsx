import { Alert, Button, Group } from '@mantine/core'
import { type Channel, channelsApi } from '@mediary/contract/channels'
import type { Client } from '@mediary/contract/clients'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { call } from '../../../lib/api/call.ts'
import { useMessages } from '../../../messages/use-messages.ts'
import { ErrorAlert } from '../../../ui/failure.tsx'

type Change = { name: string; allowed: boolean }

/** Allows a role of the client, or the client itself, on a channel, and takes it back. */
export function Allow({ channel, client }: { channel: Channel; client: Client }) {
  const t = useMessages('clientPage')
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
  const done = change.variables?.allowed ? change.variables.name : undefined
  return (
    <Group gap="xs" mt="xs">
      <ErrorAlert error={change.error} />
      {!held &&
        names.map((name) => (
          <Button
            key={name}
            size="xs"
            loading={change.isPending}
            onClick={() => change.mutate({ name, allowed: true })}
          >
            {t(name === client.clientID ? 'fix.allow-client' : 'fix.allow-role', { name, channel: channel.name })}
          </Button>
        ))}
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
