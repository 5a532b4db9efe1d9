import { Group } from '@mantine/core'
import type { Transaction } from '@mediary/contract/transactions'
import { useClients, useClock } from '../../../lib/api/queries.ts'
import { formatMoment } from '../../../lib/times.ts'
import { useMessages } from '../../../messages/use-messages.ts'
import { AddressLink } from '../../../ui/address-link.tsx'
import { Facts } from '../../../ui/facts.tsx'
import { Section } from '../../../ui/page.tsx'
import { ChannelMark } from '../../health/channel-mark.tsx'
import { useRoutesHealth } from '../../health/queries.ts'
import { measureDuration } from '../rules.ts'
import { Status } from '../status.tsx'

/** The most important facts of a transaction. */
export function Overview({ transaction }: { transaction: Transaction }) {
  const t = useMessages('transactions')
  const d = useMessages('transactionDetail')
  const clock = useClock()
  const clients = useClients().data ?? []
  const { request, response, clientID, channelID } = transaction
  const took = measureDuration(transaction)
  const routes = useRoutesHealth().data ?? []
  const client = clients.find(({ _id }) => _id === clientID)
  return (
    <Facts
      facts={[
        [
          t('status'),
          <Group key="status" gap="xs">
            <Status status={transaction.status} shadow={transaction.shadow} />
            {response?.status}
          </Group>,
        ],
        [t('time'), formatMoment(request.timestamp, clock)],
        [t('duration'), took !== undefined ? t('milliseconds', { count: took }) : undefined],
        [
          t('request'),
          <code key="request">
            {request.method} {request.path}
            {request.querystring && `?${request.querystring}`}
          </code>,
        ],
        [
          t('channel'),
          <Group key="channel" gap="xs">
            <AddressLink to={`/channels/${channelID}`}>{transaction.channelName ?? channelID}</AddressLink>
            <ChannelMark routes={routes} channel={channelID} />
          </Group>,
        ],
        [
          t('authorized-client'),
          client ? (
            <AddressLink
              key="client"
              to={`/clients?client=${client._id}`}
            >{`${client.name} (${client.clientID})`}</AddressLink>
          ) : (
            (transaction.clientName ?? clientID)
          ),
        ],
        [t('authentication'), transaction.authentication],
        [t('address'), transaction.clientIP],
        [d('attempt'), transaction.autoRetryAttempt ?? (transaction.autoRetry ? d('auto-retry') : undefined)],
      ]}
    />
  )
}

/** The properties that a mediator stored with a transaction. */
export function Properties({ transaction: { properties = {} } }: { transaction: Transaction }) {
  const d = useMessages('transactionDetail')
  const entries = Object.entries(properties)
  if (entries.length === 0) return null
  return (
    <Section id="properties" title={d('properties')}>
      <Facts
        facts={entries.map(([name, value]) => [name, typeof value === 'string' ? value : JSON.stringify(value)])}
      />
    </Section>
  )
}
