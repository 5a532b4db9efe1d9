import { Alert, Badge, Group, Text } from '@mantine/core'
import type { Channel } from '@mediary/contract/channels'
import type { Client } from '@mediary/contract/clients'
import { useChannels } from '../../lib/api/queries.ts'
import { useMessages } from '../../messages/use-messages.ts'
import { AddressLink } from '../../ui/address-link.tsx'
import { Loading } from '../../ui/failure.tsx'
import { Section } from '../../ui/page.tsx'
import { PlainTable } from '../../ui/plain-table.tsx'
import { RoleLink } from '../usage/role-link.tsx'
import { findIdleRoles, findReached, type Reached } from './reached.ts'

/** The channels that the client may reach, each with what opens it. */
export function Access({ client }: { client: Client }) {
  const t = useMessages('clientPage')
  const channels = useChannels()
  const reached = findReached(client, channels.data ?? [])
  const idle = channels.data ? findIdleRoles(client, channels.data) : []
  return (
    <Section id="access" title={t('access')} intro={t('access.intro')}>
      {channels.isLoading && <Loading />}
      {channels.data && reached.length === 0 && <Alert color="yellow">{t('access.none')}</Alert>}
      {reached.length > 0 && (
        <PlainTable label={t('access')} wide>
          <thead>
            <tr>
              <th scope="col">{t('channel')}</th>
              <th scope="col">{t('path')}</th>
              <th scope="col">{t('through')}</th>
            </tr>
          </thead>
          <tbody>
            {reached.map((one) => (
              <Row key={one.channel._id} reached={one} />
            ))}
          </tbody>
        </PlainTable>
      )}
      {idle.length > 0 && (
        <Text size="sm" mt="xs">
          {t('roles.idle', { roles: idle.join(', ') })}
        </Text>
      )}
    </Section>
  )
}

function Row({ reached: { channel, isPublic, byClient, roles } }: { reached: Reached<Channel> }) {
  const t = useMessages('clientPage')
  return (
    <tr>
      <th scope="row">
        <AddressLink to={`/channels/${channel._id}`}>{channel.name}</AddressLink>{' '}
        {channel.status === 'disabled' && (
          <Badge color="red.9" size="sm" tt="none">
            {t('disabled')}
          </Badge>
        )}
      </th>
      <td>{channel.urlPattern}</td>
      <td>
        <Group gap="xs">
          {isPublic && <span>{t('through.public')}</span>}
          {byClient && <span>{t('through.client')}</span>}
          {roles.map((role) => (
            <RoleLink key={role} name={role}>
              {t('through.role', { role })}
            </RoleLink>
          ))}
        </Group>
      </td>
    </tr>
  )
}
