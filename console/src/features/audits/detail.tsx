import { Code, Stack, Title } from '@mantine/core'
import type { Audit, AuditCode } from '@mediary/contract/operations/audits'
import { useQuery } from '@tanstack/react-query'
import { useClock } from '../../lib/api/queries.ts'
import { formatMoment } from '../../lib/times.ts'
import { useMessages } from '../../messages/use-messages.ts'
import { Dialog } from '../../ui/dialog.tsx'
import { Facts } from '../../ui/facts.tsx'
import { Failure, Loading } from '../../ui/failure.tsx'
import { OutcomeBadge } from './entry.tsx'
import { useAuditTitle, useEventName } from './event-name.ts'
import { auditQuery } from './queries.ts'

const actions = ['C', 'R', 'U', 'D', 'E'] as const

/** Everything that an audit says. */
export function AuditDialog({ id, close }: { id: string; close: () => void }) {
  const t = useMessages('audits')
  const title = useAuditTitle()
  const audit = useQuery(auditQuery(id))
  return (
    <Dialog size="lg" close={close} title={audit.data ? title(audit.data) : t('one')}>
      {audit.isPending && <Loading />}
      {audit.isError && <Failure error={audit.error} retry={() => void audit.refetch()} />}
      {audit.data && <Body audit={audit.data} />}
    </Dialog>
  )
}

/** A code with its system, as other programs write it. */
const formatCode = (code: AuditCode | undefined) =>
  code && [code.displayName, code.code, code.codeSystemName].filter(Boolean).join(' · ')

function Body({ audit }: { audit: Audit }) {
  const t = useMessages('audits')
  return (
    <Stack>
      <Event audit={audit} />
      {audit.activeParticipant?.map((participant, i) => (
        <Participant key={JSON.stringify(participant)} participant={participant} number={i + 1} />
      ))}
      {audit.participantObjectIdentification?.map((object, i) => (
        <ObjectFacts key={JSON.stringify(object)} object={object} number={i + 1} />
      ))}
      {audit.rawMessage && (
        <details>
          <summary>{t('message')}</summary>
          <Code block style={{ whiteSpace: 'pre-wrap', overflowWrap: 'anywhere' }}>
            {audit.rawMessage}
          </Code>
        </details>
      )}
    </Stack>
  )
}

function Event({ audit }: { audit: Audit }) {
  const t = useMessages('audits')
  const clock = useClock()
  const name = useEventName()
  const { eventIdentification: event, auditSourceIdentification: source, unreadable } = audit
  const action = actions.find((one) => one === event.eventActionCode)
  return (
    <Facts
      facts={[
        [t('time'), formatMoment(event.eventDateTime, clock)],
        [t('outcome'), <OutcomeBadge key="outcome" outcome={event.eventOutcomeIndicator} />],
        [t('kind'), event.eventID && `${name(event.eventID)} (${formatCode(event.eventID)})`],
        [t('type'), formatCode(event.eventTypeCode)],
        [t('action'), action && t(`action.${action}`)],
        [t('source'), source?.auditSourceID],
        [t('site'), source?.auditEnterpriseSiteID],
        [t('unreadable'), unreadable],
      ]}
    />
  )
}

type ParticipantProps = { participant: NonNullable<Audit['activeParticipant']>[number]; number: number }

function Participant({ participant, number }: ParticipantProps) {
  const t = useMessages('audits')
  const title = t('participant', { number })
  return (
    <section aria-label={title}>
      <Title order={3} size="h5">
        {title}
      </Title>
      <Facts
        facts={[
          [t('user'), participant.userID],
          [t('name'), participant.alternativeUserID],
          [t('address'), participant.networkAccessPointID],
          [t('role'), formatCode(participant.roleIDCode)],
          [t('requestor'), participant.userIsRequestor === 'true' ? t('yes') : t('no')],
        ]}
      />
    </section>
  )
}

type ObjectProps = { object: NonNullable<Audit['participantObjectIdentification']>[number]; number: number }

function ObjectFacts({ object, number }: ObjectProps) {
  const t = useMessages('audits')
  const title = t('object', { number })
  const { participantObjectDetail: detail } = object
  return (
    <section aria-label={title}>
      <Title order={3} size="h5">
        {title}
      </Title>
      <Facts
        facts={[
          [t('id'), object.participantObjectID],
          [t('id-type'), formatCode(object.participantObjectIDTypeCode)],
          [detail?.type || t('detail'), detail?.value],
          [t('query'), object.participantObjectQuery],
        ]}
      />
    </section>
  )
}
