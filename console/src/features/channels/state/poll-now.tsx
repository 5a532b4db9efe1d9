import { Alert, Button, Stack } from '@mantine/core'
import type { Channel } from '@mediary/contract/channels'
import { pollingApi } from '@mediary/contract/channels/polling'
import { useMutation } from '@tanstack/react-query'
import { call } from '../../../lib/api/call.ts'
import { useMay } from '../../../lib/api/me.ts'
import { useMessages } from '../../../messages/use-messages.ts'
import { ErrorAlert } from '../../../ui/failure.tsx'

/** Polls the upstream of a channel at once, without waiting for the schedule. */
export function PollNow({ channel: { _id, type, status } }: { channel: Channel }) {
  const t = useMessages('channelListener')
  const may = useMay()
  const poll = useMutation({ mutationFn: () => call(pollingApi.trigger, { params: { id: _id } }) })
  if (type !== 'polling' || status !== 'enabled' || !may('channel-manage-all', _id)) return null
  return (
    <Stack gap="sm" align="flex-start">
      <Button variant="default" loading={poll.isPending} onClick={() => poll.mutate()}>
        {t('poll')}
      </Button>
      {poll.isSuccess && (
        <Alert color="green" role="status">
          {t('polled')}
        </Alert>
      )}
      <ErrorAlert error={poll.error} />
    </Stack>
  )
}
