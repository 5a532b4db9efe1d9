import { Alert, Button, Group } from '@mantine/core'
import { type Channel, channelsApi } from '@mediary/contract/channels'
import type { Client } from '@mediary/contract/clients'
import type { Refusal, RefusalCode } from '@mediary/contract/refusals'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { call } from '../../lib/api/call.ts'
import { useMay } from '../../lib/api/me.ts'
import { useChannels } from '../../lib/api/queries.ts'
import { useMessages } from '../../messages/use-messages.ts'
import { ErrorAlert } from '../../ui/failure.tsx'
import type { ClientPageSearch } from './search.ts'

type FixProps = { refusal: Refusal; client: Client; set: (part: Partial<ClientPageSearch>) => void }

const credentialCodes: readonly RefusalCode[] = [
  'no-credential',
  'no-password',
  'wrong-password',
  'unknown-token',
  'early-credential',
  'expired-credential',
  'revoked-credential',
  'other-certificate',
]

/** The button that resolves a refusal, where this page can. */
export function Fix({ refusal: { code, channel: channelName }, client, set }: FixProps) {
  const t = useMessages('clientPage')
  const may = useMay()
  const channel = (useChannels().data ?? []).find(({ name }) => name === channelName)
  if (code === undefined) return null
  if (code === 'not-allowed')
    return channel && may('channel-manage-all', channel._id) ? <Allow channel={channel} client={client} /> : null
  if (!may('client-manage-all', client._id)) return null
  if (code === 'disabled-client' && client.status === 'disabled')
    return (
      <Button size="xs" mt="xs" style={{ alignSelf: 'flex-start' }} onClick={() => set({ open: 'status' })}>
        {t('fix.enable')}
      </Button>
    )
  if (credentialCodes.includes(code))
    return (
      <Button size="xs" mt="xs" style={{ alignSelf: 'flex-start' }} onClick={() => set({ open: 'credentials' })}>
        {t('fix.credentials')}
      </Button>
    )
  return null
}

/** Allows a role of the client, or the client itself, on a channel, and takes it back. */
function Allow({ channel, client }: { channel: Channel; client: Client }) {
  const t = useMessages('clientPage')
  const queries = useQueryClient()
  const change = useMutation({
    mutationFn: async ({ name, allowed }: { name: string; allowed: boolean }) => {
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
