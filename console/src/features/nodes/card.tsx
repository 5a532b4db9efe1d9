import { Badge, Card, Code, Group, Text } from '@mantine/core'
import type { Node } from '@mediary/contract/operations/nodes'
import { useClock } from '../../lib/api/queries.ts'
import { formatCount, formatMoment } from '../../lib/times.ts'
import { useMessages } from '../../messages/use-messages.ts'
import { useRecordedText } from '../../messages/use-recorded-text.ts'
import { warning } from '../../ui/buttons.tsx'
import { Facts } from '../../ui/facts.tsx'
import { Section } from '../../ui/page.tsx'
import { findObeyed, isClockWrong, listCertificates } from './rules.ts'

/** One node. `newest`: the number of the newest configuration. */
export function NodeCard({ node, newest }: { node: Node; newest: number }) {
  const t = useMessages('nodes')
  const clock = useClock()
  const obeyed = findObeyed(node)
  const count = (number: number) => formatCount(number, clock.language)
  const configuration = () => {
    if (obeyed === undefined) return undefined
    return obeyed >= newest
      ? t('newest', { number: count(obeyed) })
      : t('behind', { number: count(obeyed), newest: count(newest) })
  }
  return (
    <Card withBorder component="article" aria-labelledby={node._id}>
      <Section id={node._id} title={`${node.name} (${node._id.slice(0, 6)})`} actions={<States node={node} />}>
        <Facts
          facts={[
            [
              t('not-ready-because'),
              node.isAlive && !node.isReady ? <Problems key="problems" node={node} /> : undefined,
            ],
            [t('version'), node.version],
            [t('since'), formatMoment(node.since, clock)],
            [t('last-seen'), formatMoment(node.lastSeen, clock)],
            [t('configuration'), configuration()],
            [t('certificate'), node.workers.length > 0 ? <Certificates key="certificates" node={node} /> : undefined],
            [t('leases'), node.workers.length > 0 ? <Leases key="leases" node={node} /> : undefined],
            [t('clock'), <ClockDifference key="clock" node={node} />],
          ]}
        />
      </Section>
    </Card>
  )
}

function States({ node: { isThis, isAlive, isReady } }: { node: Node }) {
  const t = useMessages('nodes')
  return (
    <Group gap="xs">
      {isThis && <Badge color="gray.7">{t('this')}</Badge>}
      {!isAlive && <Badge color="red.9">{t('away')}</Badge>}
      {isAlive && <Badge color={isReady ? 'green.9' : warning}>{t(isReady ? 'ready' : 'not-ready')}</Badge>}
    </Group>
  )
}

function Problems({ node: { checks } }: { node: Node }) {
  const translate = useRecordedText()
  return checks
    .filter(({ ok }) => !ok)
    .map(({ name, message = name, reason = '', parameters = {} }) => (
      <div key={name}>{translate(message, [{ message, reason, parameters }])}</div>
    ))
}

function Certificates({ node }: { node: Node }) {
  return listCertificates(node).map((fingerprint) => (
    <Code key={fingerprint} block style={{ overflowWrap: 'anywhere', whiteSpace: 'normal' }}>
      {fingerprint}
    </Code>
  ))
}

/** The processes with their leases: whatever a process without one has under way, another node ends. */
function Leases({ node: { workers } }: { node: Node }) {
  const t = useMessages('nodes')
  const clock = useClock()
  return workers.map(({ id, lastSeen }) => (
    <div key={id}>{t('lease', { process: id, time: formatMoment(lastSeen, clock) })}</div>
  ))
}

function ClockDifference({ node }: { node: Node }) {
  const t = useMessages('nodes')
  const { language } = useClock()
  const milliseconds = formatCount(Math.abs(node.clockDifference), language)
  const text = t(node.clockDifference < 0 ? 'clock-behind' : 'clock-ahead', { milliseconds })
  return isClockWrong(node) ? <Text c="red.9">{text}</Text> : text
}
