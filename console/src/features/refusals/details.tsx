import { Button, Group, Stack, Text } from '@mantine/core'
import { httpMethods } from '@mediary/contract/channels'
import type { Refusal } from '@mediary/contract/operations/refusals'
import { useState } from 'react'
import { useMessages } from '../../messages/use-messages.ts'
import { AddressLink } from '../../ui/address-link.tsx'
import { Notes } from '../notes/notes.tsx'
import { useMayRerun } from '../transactions/rerun/permission.ts'
import { Remedy } from './remedy.tsx'
import classes from './row.module.css'

type DetailsProps = {
  refusal: Refusal
  /** The ids of the client and the channel, when the user may see them. */
  client: string | undefined
  channel: string | undefined
}

/** The step at which a request was refused, what would let it through, and the notes about it. */
export function RefusalDetails({ refusal, client, channel }: DetailsProps) {
  const t = useMessages('refusals')
  const { stage, code, clientIP, client: clientID } = refusal
  return (
    <div className={classes.details}>
      <Text size="sm">
        <strong>{t(stage)}</strong>{' '}
        <Text span size="sm" c="dimmed">
          {clientIP}
        </Text>
      </Text>
      {code ? <Remedy code={code} whom={{ clientID, client, channel }} /> : <Text size="sm">{t(`step.${stage}`)}</Text>}
      {client && <TryAgain refusal={refusal} client={client} />}
      <RefusalNotes id={refusal._id} channel={channel} />
    </div>
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

/** A link that tries the same request again, without sending it. */
function TryAgain({ refusal: { method, path }, client }: { refusal: Refusal; client: string }) {
  const t = useMessages('refusals')
  const known = httpMethods.find((one) => one === method)
  if (!known || !path) return null
  return (
    <AddressLink to={`/clients?${new URLSearchParams({ try: client, method: known, path })}`}>{t('try')}</AddressLink>
  )
}
