import { Badge, Button, Group, Stack, Text } from '@mantine/core'
import type { Channel } from '@mediary/contract/channels'
import { type Mediator, mediatorsApi } from '@mediary/contract/mediators'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { call } from '../../../lib/api/call.ts'
import { useMay } from '../../../lib/api/me.ts'
import { channelsQuery, useChannels } from '../../../lib/api/queries.ts'
import { useMessages } from '../../../messages/use-messages.ts'
import { AddressLink } from '../../../ui/address-link.tsx'
import { warning } from '../../../ui/buttons.tsx'
import { ErrorAlert } from '../../../ui/failure.tsx'
import { Section } from '../../../ui/page.tsx'
import { PlainTable } from '../../../ui/plain-table.tsx'
import { findUsers } from '../health.ts'

/** The channels that send to the mediator, and those that it offers. */
export function ChannelSections({ mediator }: { mediator: Mediator }) {
  const t = useMessages('mediators')
  const channels = useChannels().data ?? []
  const users = findUsers(mediator, channels)
  return (
    <>
      <Section id="used" title={t('used')} intro={t('used.intro')}>
        {users.length === 0 && <Text>{t('used.none')}</Text>}
        <Group>
          {users.map((channel) => (
            <ChannelLink key={channel._id} channel={channel} />
          ))}
        </Group>
      </Section>
      {mediator.defaultChannelConfig.length > 0 && <Offers mediator={mediator} channels={channels} />}
    </>
  )
}

function ChannelLink({ channel: { _id, name, status } }: { channel: Channel }) {
  const t = useMessages('mediators')
  return (
    <Group gap={6}>
      <AddressLink to={`/channels/${_id}`}>{name}</AddressLink>
      {status !== 'enabled' && (
        <Badge color={warning} tt="none">
          {t('disabled')}
        </Badge>
      )}
    </Group>
  )
}

function Offers({ mediator, channels }: { mediator: Mediator; channels: readonly Channel[] }) {
  const t = useMessages('mediators')
  const may = useMay()
  const client = useQueryClient()
  const install = useMutation({
    mutationFn: (names: string[]) => call(mediatorsApi.installChannels, { params: { urn: mediator.urn }, body: names }),
    onSettled: () => client.invalidateQueries({ queryKey: channelsQuery.queryKey }),
  })
  const mayInstall = may('mediator-manage-all', mediator.urn) && may('channel-manage-all')
  const offers = mediator.defaultChannelConfig.map((offer) => ({
    name: `${offer.name ?? ''}`,
    pattern: `${offer.urlPattern ?? ''}`,
    channel: channels.find(({ name, status }) => name === offer.name && status !== 'deleted'),
  }))
  const missing = offers.filter(({ channel }) => !channel).map(({ name }) => name)
  return (
    <Section
      id="offers"
      title={t('offers')}
      intro={t('offers.intro')}
      actions={
        mayInstall &&
        missing.length > 1 && (
          <Button variant="default" loading={install.isPending} onClick={() => install.mutate(missing)}>
            {t('install.all')}
          </Button>
        )
      }
    >
      <Stack>
        <ErrorAlert error={install.error} />
        <PlainTable label={t('offers')}>
          <tbody>
            {offers.map((offer) => (
              <OfferRow
                key={offer.name}
                offer={offer}
                install={mayInstall ? () => install.mutate([offer.name]) : undefined}
                installing={install.isPending}
              />
            ))}
          </tbody>
        </PlainTable>
      </Stack>
    </Section>
  )
}

type Offer = { name: string; pattern: string; channel: Channel | undefined }
type OfferRowProps = { offer: Offer; install: (() => void) | undefined; installing: boolean }

/** An offered channel: a link to it once it has been added, and a button before. */
function OfferRow({ offer: { name, pattern, channel }, install, installing }: OfferRowProps) {
  const t = useMessages('mediators')
  return (
    <tr>
      <td>
        {name}
        <Text size="xs" c="dimmed" ff="monospace" style={{ overflowWrap: 'anywhere' }}>
          {pattern}
        </Text>
      </td>
      <td>
        {channel && <ChannelLink channel={channel} />}
        {!channel && install && (
          <Button
            size="compact-sm"
            variant="default"
            aria-label={t('install.one', { name })}
            loading={installing}
            onClick={install}
          >
            {t('install')}
          </Button>
        )}
      </td>
    </tr>
  )
}
