import { Anchor, Badge, Card, Code, Group, Text } from '@mantine/core'
import type { Audit } from '@mediary/contract/operations/audits'
import { useClock } from '../../lib/api/queries.ts'
import { formatDistance, formatMoment } from '../../lib/times.ts'
import { useMessages } from '../../messages/use-messages.ts'
import { AddressLink } from '../../ui/address-link.tsx'
import { warning } from '../../ui/buttons.tsx'
import { toHistoryAddress } from '../history/places.ts'
import { useAuditTitle } from './event-name.ts'
import { findChanged, findPerson, findTransaction } from './rules.ts'
import { type Outcome, outcomes } from './search.ts'

const colours: Record<Outcome, string> = { '0': 'green.9', '4': warning, '8': 'red.9', '12': 'red.9' }

/** An audit in a few lines: what happened, who did it, when, to what, and how it ended. */
export function AuditEntry({ audit, open }: { audit: Audit; open: () => void }) {
  const t = useMessages('audits')
  const clock = useClock()
  const title = useAuditTitle()(audit)
  const { eventDateTime } = audit.eventIdentification
  const person = findPerson(audit)
  const who = [
    person?.alternativeUserID && person.userIsRequestor === 'true' ? person.alternativeUserID : undefined,
    person?.userID,
    person?.networkAccessPointID && t('from', { address: person.networkAccessPointID }),
  ]
  return (
    <Card withBorder padding="xs" component="article" aria-label={title}>
      <Group gap="xs" justify="space-between" align="flex-start">
        <Group gap="xs">
          <Anchor component="button" type="button" size="sm" fw={600} onClick={open}>
            {title}
          </Anchor>
          <OutcomeBadge outcome={audit.eventIdentification.eventOutcomeIndicator} />
          {audit.unreadable && (
            <Badge color={warning} tt="none">
              {t('unreadable')}
            </Badge>
          )}
        </Group>
        <Text size="sm" c="dimmed" title={formatDistance(eventDateTime, Date.now(), clock.language)}>
          {formatMoment(eventDateTime, clock)}
        </Text>
      </Group>
      <Text size="sm" style={{ overflowWrap: 'anywhere' }}>
        {who.filter(Boolean).join(' · ')}
      </Text>
      {audit.participantObjectIdentification?.slice(0, 3).map(({ participantObjectID, participantObjectDetail }) => (
        <Text
          key={`${participantObjectID}${participantObjectDetail?.value}`}
          size="sm"
          component="div"
          style={{ overflowWrap: 'anywhere' }}
        >
          <Code>{participantObjectID}</Code> {participantObjectDetail?.value}{' '}
          <ObjectLink call={participantObjectID ?? ''} />
        </Text>
      ))}
    </Card>
  )
}

/** The outcome of an event. */
export function OutcomeBadge({ outcome }: { outcome: string | undefined }) {
  const t = useMessages('audits')
  const known = outcomes.find((one) => one === outcome)
  if (!known) return null
  return (
    <Badge color={colours[known]} tt="none">
      {t(`outcome.${known}`)}
    </Badge>
  )
}

/** A link from a call to what it changed or showed. */
function ObjectLink({ call }: { call: string }) {
  const t = useMessages('audits')
  const changed = findChanged(call)
  if (changed) return <AddressLink to={toHistoryAddress(changed)}>{t('to-history')}</AddressLink>
  const transaction = findTransaction(call)
  return transaction ? <AddressLink to={`/transactions/${transaction}`}>{t('to-transaction')}</AddressLink> : null
}
