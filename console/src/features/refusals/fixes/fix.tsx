import { Button, Text } from '@mantine/core'
import type { Channel } from '@mediary/contract/channels'
import type { Client } from '@mediary/contract/clients'
import type { Refusal, RefusalCode } from '@mediary/contract/operations/refusals'
import { useRouter } from '@tanstack/react-router'
import { useState } from 'react'
import { useMay } from '../../../lib/api/me.ts'
import { useChannels } from '../../../lib/api/queries.ts'
import { consolePath } from '../../../lib/base-path.ts'
import { useMessages } from '../../../messages/use-messages.ts'
import { Allow } from './allow.tsx'
import { applyChannelFix, type ChannelFix, enableMechanism, findChannelFix, findMechanism } from './changes.ts'
import { findFixPlace } from './places.ts'
import { Press } from './press.tsx'

const channelCodes: readonly (RefusalCode | undefined)[] = [
  'disabled-channel',
  'wrong-method',
  'wrong-address',
  'wrong-origin',
]

type FixProps = {
  refusal: Refusal
  client: Client | undefined
  /** Only one button is shown. */
  short?: boolean
}

/** The button that resolves a refusal: by itself where one change decides it, or on the page that is prepared for it. */
export function Fix({ refusal, client, short = false }: FixProps) {
  const t = useMessages('fixes')
  const settings = useMessages('settings')
  const may = useMay()
  const channel = (useChannels().data ?? []).find(({ name }) => name === refusal.channel)
  const mayManageChannel = channel !== undefined && may('channel-manage-all', channel._id)
  if (refusal.code === 'not-allowed' && mayManageChannel && client)
    return <Allow channel={channel} client={client} short={short} />
  if (refusal.code === 'not-allowed' && client)
    return (
      <Text size="sm" c="dimmed" span>
        {t('allow.others')}
      </Text>
    )
  if (mayManageChannel && channelCodes.includes(refusal.code))
    return <ChannelButton refusal={refusal} channel={channel} />
  const mechanism = may('client-manage-all') ? findMechanism(refusal) : undefined
  if (mechanism)
    return (
      <Press label={t('enable-mechanism', { name: settings(mechanism) })} change={() => enableMechanism(mechanism)} />
    )
  return <PlaceButton refusal={refusal} client={client} />
}

/** The button that changes one field of the channel. It stays when it was pressed, to take the change back. */
function ChannelButton({ refusal, channel }: { refusal: Refusal; channel: Channel }) {
  const t = useMessages('fixes')
  const [made, setMade] = useState<ChannelFix>()
  const fix = made ?? findChannelFix(refusal, channel)
  if (!fix) return null
  const change = async () => {
    const takeBack = await applyChannelFix(channel, fix)
    setMade(fix)
    return async () => {
      await takeBack()
      setMade(undefined)
    }
  }
  return <Press label={t(fix.messageKey, { channel: channel.name, value: fix.value })} change={change} />
}

/** A button that goes where the refusal is resolved. */
function PlaceButton({ refusal, client }: Omit<FixProps, 'short'>) {
  const t = useMessages('fixes')
  const may = useMay()
  const router = useRouter()
  const place = findFixPlace(refusal, client, {
    manageClient: client !== undefined && may('client-manage-all', client._id),
    manageClients: may('client-manage-all'),
    manageChannels: may('channel-manage-all'),
    manageCertificates: may('certificates-manage'),
  })
  if (!place) return null
  return (
    <Button
      size="xs"
      title={t(place.messageKey, { name: place.name })}
      onClick={() => router.history.push(`${consolePath}${place.to}`)}
    >
      {t(place.messageKey, { name: place.name })}
    </Button>
  )
}
