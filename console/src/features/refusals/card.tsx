import { Badge, Button, Card, Group, Stack, Text } from '@mantine/core'
import { httpMethods } from '@mediary/contract/channels'
import type { Refusal } from '@mediary/contract/operations/refusals'
import { useState } from 'react'
import { useChannels, useClients, useClock } from '../../lib/api/queries.ts'
import { formatCount, formatDistance, formatMoment } from '../../lib/times.ts'
import { useMessages } from '../../messages/use-messages.ts'
import { useRecordedText } from '../../messages/use-recorded-text.ts'
import { AddressLink } from '../../ui/address-link.tsx'
import { Notes } from '../notes/notes.tsx'
import { useMayRerun } from '../transactions/rerun/permission.ts'
import { Fix } from './fixes/fix.tsx'
import { Remedy } from './remedy.tsx'

/** A refused request: its client, the reason, the step that would let it through, and the button that takes it. */
export function RefusalCard({ refusal }: { refusal: Refusal }) {
  const t = useMessages('refusals')
  const clock = useClock()
  const reason = useRecordedText()(refusal.reason, refusal.explanations)
  const { stage, code, status, client: clientID, timestamp } = refusal
  const known = (useClients().data ?? []).find((one) => one.clientID === clientID)
  const client = known?._id
  const channel = (useChannels().data ?? []).find(({ name }) => name === refusal.channel)?._id
  return (
    <Card withBorder padding="sm" component="article" aria-label={reason}>
      <Group justify="space-between" gap="xs">
        <Head refusal={refusal} page={client && `/clients/${client}`} />
        <Text size="sm" c="dimmed" title={formatDistance(timestamp, Date.now(), clock.language)}>
          {formatMoment(timestamp, clock)}
        </Text>
      </Group>
      <Text mt={6}>
        <Badge color="red.9" mr="xs">
          {status}
        </Badge>
        <strong>{t(stage)}</strong> {reason}
      </Text>
      {code ? <Remedy code={code} whom={{ clientID, client, channel }} /> : <Text size="sm">{t(`step.${stage}`)}</Text>}
      {client && <TryAgain refusal={refusal} client={client} />}
      <Fix refusal={refusal} client={known} />
      <RefusalNotes id={refusal._id} channel={channel} />
    </Card>
  )
}

/** The notes of a refusal, which are loaded when somebody asks for them. */
function RefusalNotes({ id, channel }: { id: string; channel: string | undefined }) {
  const t = useMessages('notes')
  const mayRerun = useMayRerun()
  const [shown, setShown] = useState(false)
  return (
    <Stack gap="xs" mt="xs">
      <Group>
        <Button size="xs" variant="default" aria-expanded={shown} onClick={() => setShown(!shown)}>
          {t('title')}
        </Button>
      </Group>
      {shown && <Notes object="refusal" id={id} mayWrite={mayRerun(channel ?? '')} />}
    </Stack>
  )
}

type HeadProps = { refusal: Refusal; page: string | undefined }

/** Who sent what. `page`: that of the client. */
function Head({ refusal: { client, clientIP, method, path, count }, page }: HeadProps) {
  const t = useMessages('refusals')
  const { language } = useClock()
  return (
    <Group gap="xs">
      <Text fw={600}>{page ? <AddressLink to={page}>{client}</AddressLink> : (client ?? t('unknown'))}</Text>
      <Text c="dimmed">{clientIP}</Text>
      <Text ff="monospace" size="sm">
        {method} {path}
      </Text>
      {count > 1 && <Badge color="gray.7">{t('times', { count: formatCount(count, language) })}</Badge>}
    </Group>
  )
}

/** A link that tries the same request again, without sending it. */
function TryAgain({ refusal: { method, path }, client }: { refusal: Refusal; client: string }) {
  const t = useMessages('refusals')
  const known = httpMethods.find((one) => one === method)
  if (!known || !path) return null
  return (
    <AddressLink to={`/clients?${new URLSearchParams({ try: client, method: known, path })}`}>{t('try')}</AddressLink>
  )
}
