import { Alert, List } from '@mantine/core'
import type { RerunPreview } from '@mediary/contract/operations/tasks'
import { useChannels, useClock } from '../../../lib/api/queries.ts'
import { formatCount, formatMoment } from '../../../lib/times.ts'
import { useMessages } from '../../../messages/use-messages.ts'
import { Facts } from '../../../ui/facts.tsx'

/** Shows what a rerun would do. With `named`, the transactions were ticked one by one, so none is left out. */
export function Preview({ preview, named }: { preview: RerunPreview; named: boolean }) {
  const t = useMessages('rerun')
  const clock = useClock()
  const { matching, exact, answered, repeatsWrites, reruns, oldest, newest } = preview
  const number = (count: number) => formatCount(count, clock.language)
  return (
    <>
      <Facts
        facts={[
          [t('would'), exact ? number(matching) : t('at-least', { count: number(matching) })],
          [t('oldest'), oldest && formatMoment(oldest, clock)],
          [t('newest'), newest && formatMoment(newest, clock)],
          [t('answered'), number(answered)],
          [t('writes'), number(repeatsWrites)],
          [named ? t('reruns.contained') : t('reruns'), reruns > 0 ? number(reruns) : undefined],
        ]}
      />
      {matching === 0 && <Alert color="yellow">{t('nothing')}</Alert>}
      {repeatsWrites > 0 && (
        <Alert color="red" title={t('writes.title')}>
          {t('writes.why')}
        </Alert>
      )}
      <NotRerunnable preview={preview} />
    </>
  )
}

function NotRerunnable({ preview: { notRerunnable } }: { preview: RerunPreview }) {
  const t = useMessages('rerun')
  const names = new Map((useChannels().data ?? []).map(({ _id, name }) => [_id, name]))
  if (notRerunnable.length === 0) return null
  return (
    <Alert color="yellow" title={t('not-rerunnable')}>
      <List size="sm">
        {notRerunnable.map(({ reason, channelID, transactions }) => (
          <List.Item key={reason + channelID}>
            {t(reason, { count: transactions, channel: names.get(channelID) ?? channelID })}
          </List.Item>
        ))}
      </List>
    </Alert>
  )
}
