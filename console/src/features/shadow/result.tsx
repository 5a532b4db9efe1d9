import { Alert, Badge, Stack, Text } from '@mantine/core'
import { refusalCodes } from '@mediary/contract/operations/refusals'
import type { DifferenceGroup, ShadowReport } from '@mediary/contract/transactions/shadow'
import { useClock } from '../../lib/api/queries.ts'
import { formatCount, formatMoment } from '../../lib/times.ts'
import { useExplanation } from '../../messages/problems.ts'
import { useMessages } from '../../messages/use-messages.ts'
import { AddressLink } from '../../ui/address-link.tsx'
import { Facts } from '../../ui/facts.tsx'
import { Section } from '../../ui/page.tsx'
import { PlainTable } from '../../ui/plain-table.tsx'

const maxShown = 200

/** The result: what agreed, what could not be compared and how to change that, and what differed, by its cause. */
export function ShadowResult({ report }: { report: ShadowReport }) {
  const t = useMessages('shadow')
  const clock = useClock()
  const count = (number: number) => formatCount(number, clock.language)
  const { requests, same, different, since } = report
  return (
    <Section id="shadow-result" title={t('result')} intro={t('since', { time: formatMoment(since, clock) })}>
      <div role="status" aria-labelledby="shadow-result">
        <Verdict report={report} />
        <Facts
          facts={[
            [t('requests'), count(requests)],
            [t('same'), count(same)],
            [t('different'), count(different)],
          ]}
        />
        <Rest report={report} />
        {report.differences.length > 0 && <Differences report={report} />}
      </div>
    </Section>
  )
}

function Verdict({ report: { requests, same, different } }: { report: ShadowReport }) {
  const t = useMessages('shadow')
  if (requests === 0)
    return (
      <Alert color="orange" mb="md">
        {t('none')}
      </Alert>
    )
  if (different > 0)
    return (
      <Alert color="orange" mb="md">
        {t('verdict.different')}
      </Alert>
    )
  return (
    <Alert color={same > 0 ? 'green' : 'orange'} mb="md">
      {t(same > 0 ? 'verdict.same' : 'verdict.nothing')}
    </Alert>
  )
}

/** What was not compared, and what to do about it. */
function Rest({ report }: { report: ShadowReport }) {
  const t = useMessages('shadow')
  const { language } = useClock()
  const { older } = report
  const counts = (['undecided', 'unanswered', 'unnamed', 'ambiguous', 'unmirrored'] as const).filter(
    (kind) => report[kind] > 0,
  )
  return (
    <Stack gap={4} my="sm">
      {counts.map((kind) => (
        <Text key={kind}>{t(kind, { number: formatCount(report[kind], language) })}</Text>
      ))}
      {older && <Text>{t('older')}</Text>}
    </Stack>
  )
}

function Differences({ report: { differences, more } }: { report: ShadowReport }) {
  const t = useMessages('shadow')
  const { language } = useClock()
  const hidden = more + differences.slice(maxShown).reduce((sum, { requests }) => sum + requests, 0)
  return (
    <>
      <PlainTable label={t('differences')} wide>
        <thead>
          <tr>
            <th scope="col">{t('requests')}</th>
            <th scope="col">{t('kind')}</th>
            <th scope="col">{t('cause')}</th>
            <th scope="col">{t('who')}</th>
            <th scope="col">{t('when')}</th>
            <th scope="col">{t('examples')}</th>
          </tr>
        </thead>
        <tbody>
          {differences.slice(0, maxShown).map((group) => (
            <Row key={`${group.kind} ${group.channel} ${group.client} ${group.cause}`} group={group} />
          ))}
        </tbody>
      </PlainTable>
      {hidden > 0 && <Text c="dimmed">{t('more', { number: formatCount(hidden, language) })}</Text>}
    </>
  )
}

const colours = { client: 'red.9', channel: 'blue.9', outcome: 'orange.9' } as const satisfies Record<
  DifferenceGroup['kind'],
  string
>

function Row({ group }: { group: DifferenceGroup }) {
  const t = useMessages('shadow')
  const codes = useMessages('refusalCodes')
  const clock = useClock()
  const { explain } = useExplanation()
  const { kind, cause, explanations, channel, client, requests, newest, oldest } = group
  const nameCode = (code: string) => {
    const known = refusalCodes.find((one) => one === code)
    return known ? codes(known) : code
  }
  const said = explanations.map(({ parameters, ...explained }) =>
    explain({
      ...explained,
      parameters: { ...parameters, ...(parameters.code !== undefined && { code: nameCode(String(parameters.code)) }) },
    }),
  )
  return (
    <tr>
      <td>{formatCount(requests, clock.language)}</td>
      <td>
        <Badge color={colours[kind]} tt="none" miw="max-content">
          {t(`kinds.${kind}`)}
        </Badge>
      </td>
      <td style={{ overflowWrap: 'anywhere' }}>{said.join('; ') || cause}</td>
      <td style={{ overflowWrap: 'anywhere' }}>
        {channel && <div>{t('channel', { name: channel })}</div>}
        <div>{client ? t('client', { name: client }) : t('nobody')}</div>
      </td>
      <td>
        <div>{formatMoment(newest, clock)}</div>
        {newest !== oldest && <div>{t('from', { time: formatMoment(oldest, clock) })}</div>}
      </td>
      <td>
        <Examples group={group} />
      </td>
    </tr>
  )
}

/** Links to the copy that was recorded here, and to the transaction of OpenHIM. */
function Examples({ group: { examples } }: { group: DifferenceGroup }) {
  const t = useMessages('shadow')
  const found = examples.filter(({ transaction, original }) => transaction ?? original)
  if (found.length === 0) return <Text size="sm">{t('unrecorded')}</Text>
  return found.map(({ transaction, original }) => (
    <div key={transaction ?? original}>
      {transaction && <AddressLink to={`/transactions/${transaction}`}>{t('copy')}</AddressLink>}
      {transaction && original && ' · '}
      {original && <AddressLink to={`/transactions/${original}`}>{t('original')}</AddressLink>}
    </div>
  ))
}
