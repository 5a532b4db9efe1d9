import { Code, Stack, Text, Timeline } from '@mantine/core'
import { channelsApi } from '@mediary/contract/channels'
import { useQuery } from '@tanstack/react-query'
import { call } from '../../../lib/api/call.ts'
import { useClock } from '../../../lib/api/queries.ts'
import { formatMoment } from '../../../lib/times.ts'
import { useMessages } from '../../../messages/use-messages.ts'
import { Failure, Loading } from '../../../ui/failure.tsx'
import { Section } from '../../../ui/page.tsx'
import { type Change, toHistory } from './rules.ts'

/** The changes of a channel: who, what and when. */
export function HistorySection({ id }: { id: string }) {
  const t = useMessages('channels')
  const clock = useClock()
  const audits = useQuery({
    queryKey: ['channels', id, 'audits'],
    queryFn: ({ signal }) => call(channelsApi.audits, { params: { id } }, { signal }),
  })
  return (
    <Section id="history" title={t('history')}>
      {audits.isPending && <Loading />}
      {audits.isError && <Failure error={audits.error} retry={() => void audits.refetch()} />}
      {audits.data?.length === 0 && <Text c="dimmed">{t('history.none')}</Text>}
      <Timeline bulletSize={14} lineWidth={2} active={-1}>
        {toHistory(audits.data ?? []).map(({ id: key, date, who, first, changes }) => (
          <Timeline.Item key={key} title={first ? t('history.made', { who }) : t('history.changed', { who })}>
            <Text size="sm" c="dimmed">
              {formatMoment(date, clock)}
            </Text>
            <Stack gap={4} mt={4}>
              {(first ? [] : changes).map((change) => (
                <ChangeLine key={JSON.stringify(change)} change={change} />
              ))}
            </Stack>
          </Timeline.Item>
        ))}
      </Timeline>
    </Section>
  )
}

function ChangeLine({ change: { field, before, after, kind } }: { change: Change }) {
  const t = useMessages('channels')
  if (after.includes('\n') || before?.includes('\n'))
    return (
      <details>
        <summary>
          <Code>{field}</Code>
        </summary>
        <Code block>{after || t('history.cleared')}</Code>
      </details>
    )
  return (
    <Text size="sm" component="div">
      <Code>{field}</Code>{' '}
      {before !== undefined && (
        <>
          <s>{before}</s> →{' '}
        </>
      )}
      {kind === 'remove' ? <em>{t('history.cleared')}</em> : after}
    </Text>
  )
}
