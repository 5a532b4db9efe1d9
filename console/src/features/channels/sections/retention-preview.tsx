import { Text } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { retentionApi } from '@mediary/contract/transactions/retention'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { type CallResult, call } from '../../../lib/api/call.ts'
import { useClock } from '../../../lib/api/queries.ts'
import { formatCount, formatSize } from '../../../lib/times.ts'
import { useMessages } from '../../../messages/use-messages.ts'
import { useErrorSentence } from '../../../ui/failure.tsx'

const pause = 300

type Freed = CallResult<typeof retentionApi.preview>['bodies']

const parseDays = (text: string) => {
  const days = Number(text)
  return text.trim() !== '' && days > 0 && days < 36_500 ? days : undefined
}

type RetentionPreviewProps = { channel: string; bodyDays: string; recordDays: string }

/** Shows what the ages in the form would remove at the next run. The preview removes nothing. */
export function RetentionPreview({ channel, bodyDays, recordDays }: RetentionPreviewProps) {
  const t = useMessages('channelRetention')
  const sentence = useErrorSentence()
  const { language } = useClock()
  const [query] = useDebouncedValue(
    { maxBodyAgeDays: parseDays(bodyDays), maxRecordAgeDays: parseDays(recordDays) },
    pause,
  )
  const preview = useQuery({
    queryKey: ['retention', 'preview', channel, query.maxBodyAgeDays, query.maxRecordAgeDays],
    enabled: query.maxBodyAgeDays !== undefined || query.maxRecordAgeDays !== undefined,
    placeholderData: keepPreviousData,
    queryFn: ({ signal }) => call(retentionApi.preview, { params: { id: channel }, query }, { signal }),
  })
  const describe = ({ transactions, bytes, atLeast }: Freed) =>
    t(atLeast ? 'free.at-least' : 'free', {
      count: formatCount(transactions, language),
      size: formatSize(bytes, language),
    })
  const describeHeld = ({ held }: Freed) =>
    held > 0 ? ` ${t('free.held', { count: formatCount(held, language) })}` : ''
  const { bodies, records } = preview.data ?? {}
  return (
    <div aria-live="polite">
      {preview.isError && <Text size="sm">{sentence(preview.error)}</Text>}
      {query.maxBodyAgeDays !== undefined && bodies && (
        <Text size="sm">
          {t('free.bodies', { what: describe(bodies) })}
          {describeHeld(bodies)}
        </Text>
      )}
      {query.maxRecordAgeDays !== undefined && records && (
        <Text size="sm">
          {t('free.records', { what: describe(records) })}
          {describeHeld(records)}
        </Text>
      )}
    </div>
  )
}
