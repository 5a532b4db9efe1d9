import { Alert, Stack, Text } from '@mantine/core'
import { acknowledgementApi } from '@mediary/contract/operations/notices/acknowledgement'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import { call } from '../../lib/api/call.ts'
import { isProblem } from '../../lib/api/problem.ts'
import { useClock } from '../../lib/api/queries.ts'
import { formatMoment } from '../../lib/times.ts'
import { useMessages } from '../../messages/use-messages.ts'
import { PrimaryButton } from '../../ui/buttons.tsx'
import { ErrorAlert, Failure, Loading } from '../../ui/failure.tsx'
import { Outside } from '../shell/outside.tsx'

/** Acknowledges with the link of a notice. Opening it changes nothing: mail servers open links before people do. */
export function AcknowledgePage() {
  const t = useMessages('notices')
  const clock = useClock()
  const { token } = useParams({ from: '/acknowledge/$token' })
  const client = useQueryClient()
  const queryKey = ['acknowledgement', token]
  const notice = useQuery({
    queryKey,
    queryFn: () => call(acknowledgementApi.show, { params: { token } }),
    retry: false,
  })
  const acknowledge = useMutation({
    mutationFn: () => call(acknowledgementApi.acknowledgeByLink, { params: { token } }),
    onSettled: () => client.invalidateQueries({ queryKey }),
  })
  const isUnknown = isProblem(notice.error, 'not-found')
  const acknowledged = notice.data?.acknowledged
  return (
    <Outside title={t('acknowledge')}>
      {notice.isPending && <Loading />}
      {isUnknown && <Alert color="red">{t('acknowledge.unknown')}</Alert>}
      {notice.isError && !isUnknown && <Failure error={notice.error} retry={() => void notice.refetch()} />}
      {notice.data && (
        <Stack>
          <div>
            <Text fw={600}>{notice.data.subject}</Text>
            <Text c="dimmed" size="sm">
              {formatMoment(notice.data.timestamp, clock)}
            </Text>
          </div>
          {acknowledge.isSuccess && (
            <Alert color="green" role="status">
              {t('acknowledged.you')}
            </Alert>
          )}
          {!acknowledge.isSuccess && acknowledged && (
            <Alert color="gray">
              {t('acknowledged.by', { by: acknowledged.by, time: formatMoment(acknowledged.at, clock) })}
            </Alert>
          )}
          <ErrorAlert error={acknowledge.error} />
          {!acknowledged && !acknowledge.isSuccess && (
            <PrimaryButton onClick={() => acknowledge.mutate()} loading={acknowledge.isPending}>
              {t('acknowledge')}
            </PrimaryButton>
          )}
        </Stack>
      )}
    </Outside>
  )
}
