import { Button, Text } from '@mantine/core'
import { alertPreviewApi } from '@mediary/contract/channels/alert-preview'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { call } from '../../../lib/api/call.ts'
import { useMessages } from '../../../messages/use-messages.ts'
import { useErrorSentence } from '../../../ui/failure.tsx'
import type { Alert } from './rules.ts'

type AlertPreviewProps = { channelId: string; alert: Alert; failureRate: string }

/** A button that says how often an alert would have been told last month. An edit hides what it said. */
export function AlertPreview({ channelId, alert: { condition, status }, failureRate }: AlertPreviewProps) {
  const t = useMessages('channelAlerts')
  const sentence = useErrorSentence()
  const query = {
    condition,
    status: status || undefined,
    failureRate: failureRate === '' ? undefined : Number(failureRate),
  }
  const asked = JSON.stringify(query)
  const [shown, show] = useState<string>()
  const preview = useQuery({
    queryKey: ['alert-preview', channelId, asked],
    enabled: shown === asked,
    queryFn: ({ signal }) => call(alertPreviewApi.preview, { params: { id: channelId }, query }, { signal }),
  })
  return (
    <>
      <Button variant="default" size="xs" loading={preview.isFetching} onClick={() => show(asked)}>
        {t('preview')}
      </Button>
      {shown === asked && preview.data && (
        <Text role="status">{t('preview.found', { began: preview.data.began, notices: preview.data.notices })}</Text>
      )}
      {shown === asked && preview.error && <Text role="alert">{sentence(preview.error)}</Text>}
    </>
  )
}
