import { Alert, Badge, Group, Stack, Text, Title } from '@mantine/core'
import type { Client } from '@mediary/contract/clients'
import type { Verdict } from '@mediary/contract/clients/try-it'
import { useChannels } from '../../lib/api/queries.ts'
import { useMessages } from '../../messages/use-messages.ts'
import { useRecordedText } from '../../messages/use-recorded-text.ts'
import { AddressLink } from '../../ui/address-link.tsx'
import { Facts } from '../../ui/facts.tsx'
import { Remedy } from '../refusals/remedy.tsx'

type OutcomeProps = { verdict: Verdict; client: Client; leave: () => void }

export function Outcome({ verdict, client, leave }: OutcomeProps) {
  const t = useMessages('tryIt')
  return (
    <Stack mt="md" gap="sm">
      {verdict.allowed ? (
        <Alert color="green" role="status" title={t('allowed', { channel: verdict.channel?.name ?? '' })}>
          {verdict.by && t(`by.${verdict.by}`, { role: verdict.role ?? '' })}{' '}
          {verdict.channel && (
            <AddressLink to={`/channels/${verdict.channel._id}`} onGo={leave}>
              {verdict.channel.name}
            </AddressLink>
          )}
          <Text size="sm">{t('not-tried')}</Text>
        </Alert>
      ) : (
        <Refused verdict={verdict} client={client} />
      )}
      {verdict.addressMatters && <Alert color="yellow">{t('address-matters')}</Alert>}
      <Mechanisms mechanisms={verdict.mechanisms} />
    </Stack>
  )
}

function Refused({ verdict, client }: Pick<OutcomeProps, 'verdict' | 'client'>) {
  const t = useMessages('tryIt')
  const stages = useMessages('refusals')
  const channels = useChannels().data ?? []
  const word = useRecordedText()
  const { channel, code, stage, status, reason = '' } = verdict
  // Of a channel that did not take the request only the name is told, in quotes.
  const named = channels.find(({ name }) => reason.includes(`"${name}"`))?._id
  return (
    <Alert color="red" role="status" title={t('refused', { status: status ?? '' })}>
      {stage && <Text size="sm">{t('stage', { stage: stages(stage) })}</Text>}
      <Text size="sm" fw={600}>
        {word(reason, verdict.explanations)}
      </Text>
      {code && (
        <Remedy code={code} whom={{ clientID: client.clientID, client: client._id, channel: channel?._id ?? named }} />
      )}
    </Alert>
  )
}

function Mechanisms({ mechanisms }: Pick<Verdict, 'mechanisms'>) {
  const t = useMessages('tryIt')
  return (
    <section>
      <Title order={3} size="h5">
        {t('mechanisms')}
      </Title>
      <Facts
        facts={mechanisms.map(({ mechanism, enabled, ready }) => [
          t(mechanism),
          <Group key={mechanism} gap="xs">
            {enabled && ready && <Badge color="green.9">{t('ready')}</Badge>}
            {enabled && !ready && <Text size="sm">{t('not-set')}</Text>}
            {!enabled && (
              <Text size="sm" c="dimmed">
                {t('off')}
              </Text>
            )}
          </Group>,
        ])}
      />
    </section>
  )
}
