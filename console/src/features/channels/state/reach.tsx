import { Alert, Group, Text } from '@mantine/core'
import type { Channel } from '@mediary/contract/channels'
import type { Client } from '@mediary/contract/clients'
import { useClients, useClock } from '../../../lib/api/queries.ts'
import { formatCount } from '../../../lib/times.ts'
import { useMessages } from '../../../messages/use-messages.ts'
import { AddressLink } from '../../../ui/address-link.tsx'
import { Loading } from '../../../ui/failure.tsx'
import { Section } from '../../../ui/page.tsx'
import { PlainTable } from '../../../ui/plain-table.tsx'
import { ChannelUse } from '../../usage/channel-use.tsx'
import { RoleLink } from '../../usage/role-link.tsx'

const maxNamed = 5

/** The clients that can reach a channel, and through what. */
export function Reach({ channel }: { channel: Pick<Channel, '_id' | 'authType' | 'allow'> }) {
  const t = useMessages('channelReach')
  const clients = useClients()
  const isPublic = channel.authType === 'public'
  return (
    <Section id="reach" title={t('title')} intro={t('intro')}>
      {clients.isLoading && <Loading />}
      {isPublic && <Text>{t('everybody')}</Text>}
      {!isPublic && channel.allow.length === 0 && <Alert color="yellow">{t('nobody')}</Alert>}
      {!isPublic && channel.allow.length > 0 && clients.data && (
        <PlainTable label={t('title')}>
          <thead>
            <tr>
              <th scope="col">{t('through')}</th>
              <th scope="col">{t('clients')}</th>
            </tr>
          </thead>
          <tbody>
            {channel.allow.map((name) => (
              <Row key={name} name={name} clients={clients.data} />
            ))}
          </tbody>
        </PlainTable>
      )}
      <ChannelUse channel={channel._id} />
    </Section>
  )
}

function Row({ name, clients }: { name: string; clients: readonly Client[] }) {
  const t = useMessages('channelReach')
  const { language } = useClock()
  const itself = clients.find(({ clientID }) => clientID === name)
  const holders = itself ? [itself] : clients.filter(({ roles }) => roles.includes(name))
  return (
    <tr>
      <th scope="row">{itself ? t('client') : <RoleLink name={name}>{t('role', { role: name })}</RoleLink>}</th>
      <td>
        {holders.length === 0 && t('none')}
        {holders.length > maxNamed && (
          <Text size="sm">{t('count', { count: formatCount(holders.length, language) })}</Text>
        )}
        {holders.length > 0 && holders.length <= maxNamed && (
          <Group gap="xs">
            {holders.map(({ _id, name: holder }) => (
              <AddressLink key={_id} to={`/clients/${_id}`}>
                {holder}
              </AddressLink>
            ))}
          </Group>
        )}
      </td>
    </tr>
  )
}
