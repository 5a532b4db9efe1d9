import { Badge, Button, Group, Text } from '@mantine/core'
import type { Credential, MadeCredential } from '@mediary/contract/clients/credentials'
import { useState } from 'react'
import { useClock } from '../../lib/api/queries.ts'
import { formatDistance, formatMoment } from '../../lib/times.ts'
import { useMessages } from '../../messages/use-messages.ts'
import { warning } from '../../ui/buttons.tsx'
import { PlainTable } from '../../ui/plain-table.tsx'
import { CredentialLimits } from './limits.tsx'
import { RevokeCredential } from './revoke.tsx'
import { RotateCredential } from './rotate.tsx'

const colours = { pending: 'gray.7', active: 'green.9', expired: warning, revoked: 'red.9' } as const

type Action = { credential: string; action: 'rotate' | 'revoke' | 'limits' }
type CredentialTableProps = {
  client: string
  credentials: readonly Credential[]
  mayManage: boolean
  made: (credential: MadeCredential) => void
}

/** The credentials with their ages, ends and last uses. */
export function CredentialTable({ client, credentials, mayManage, made }: CredentialTableProps) {
  const t = useMessages('credentials')
  const [open, setOpen] = useState<Action>()
  const close = () => setOpen(undefined)
  const opened = credentials.find(({ _id }) => _id === open?.credential)
  return (
    <>
      <PlainTable label={t('list')} wide>
        <thead>
          <tr>
            {(['kind', 'made', 'valid', 'used', 'state', 'actions'] as const).map((column) => (
              <th key={column}>{t(column)}</th>
            ))}
          </tr>
        </thead>
        <tbody>
          {credentials.map((credential) => (
            <Row
              key={credential._id}
              credential={credential}
              hasSuccessor={hasSuccessor(credential, credentials)}
              open={mayManage ? setOpen : undefined}
            />
          ))}
        </tbody>
      </PlainTable>
      {opened && open?.action === 'rotate' && (
        <RotateCredential key={opened._id} client={client} credential={opened} made={made} close={close} />
      )}
      {opened && open?.action === 'limits' && (
        <CredentialLimits key={opened._id} client={client} credential={opened} close={close} />
      )}
      {opened && open?.action === 'revoke' && (
        <RevokeCredential key={opened._id} client={client} credential={opened} close={close} />
      )}
    </>
  )
}

/** Tells if a rotation has made a successor that can be used. */
const hasSuccessor = ({ successor }: Credential, all: readonly Credential[]) =>
  all.some(({ _id, state }) => _id === successor && (state === 'active' || state === 'pending'))

type RowProps = { credential: Credential; hasSuccessor: boolean; open: ((action: Action) => void) | undefined }

function Row({ credential, hasSuccessor, open }: RowProps) {
  const t = useMessages('credentials')
  const clock = useClock()
  const { kind, name, madeBy, madeAt, validFrom, validUntil, lastUsed, state } = credential
  const distance = (time: string) => formatDistance(time, Date.now(), clock.language)
  const isPending = validFrom !== null && state === 'pending'
  return (
    <tr>
      <td style={{ minWidth: 120 }}>
        {t(kind)}
        {name && <Text size="sm">{name}</Text>}
        <Text size="xs" c="dimmed">
          {credential.subject ?? credential.fingerprint?.slice(0, 23)}
        </Text>
      </td>
      <td title={formatMoment(madeAt, clock)}>
        {distance(madeAt)}
        {madeBy && <Text size="sm">{madeBy.name}</Text>}
      </td>
      <td>
        {isPending && <Text size="sm">{t('from', { time: formatMoment(validFrom, clock) })}</Text>}
        {validUntil ? <span title={formatMoment(validUntil, clock)}>{distance(validUntil)}</span> : t('no-end')}
      </td>
      <td>
        {lastUsed ? <span title={formatMoment(lastUsed.at, clock)}>{distance(lastUsed.at)}</span> : t('never')}
        {lastUsed && <Text size="sm">{lastUsed.from}</Text>}
      </td>
      <td>
        <Badge color={colours[state]} tt="none" miw="max-content">
          {t(state)}
        </Badge>
      </td>
      <td>{open && <Actions credential={credential} hasSuccessor={hasSuccessor} open={open} />}</td>
    </tr>
  )
}

type ActionsProps = { credential: Credential; hasSuccessor: boolean; open: (action: Action) => void }

/** The buttons that change a credential. */
function Actions({ credential, hasSuccessor, open }: ActionsProps) {
  const t = useMessages('credentials')
  const limitText = useMessages('limits')
  const { _id, kind, name, state } = credential
  const label = name || t(kind)
  // A certificate or a subject comes from elsewhere: another one is added.
  const rotates = state === 'active' && !hasSuccessor && (kind === 'token' || kind === 'basic')
  return (
    <Group gap={6} wrap="nowrap">
      {rotates && (
        <Button
          size="xs"
          variant="default"
          aria-label={t('rotate.label', { label })}
          onClick={() => open({ credential: _id, action: 'rotate' })}
        >
          {t('rotate')}
        </Button>
      )}
      {(state === 'active' || state === 'pending') && (
        <Button
          size="xs"
          variant="default"
          aria-label={limitText('label', { label })}
          onClick={() => open({ credential: _id, action: 'limits' })}
        >
          {limitText('title')}
        </Button>
      )}
      {state !== 'revoked' && (
        <Button
          size="xs"
          color="red.8"
          aria-label={t('revoke.label', { label })}
          onClick={() => open({ credential: _id, action: 'revoke' })}
        >
          {t('revoke')}
        </Button>
      )}
    </Group>
  )
}
