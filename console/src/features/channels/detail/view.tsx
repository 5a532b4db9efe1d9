import { Alert, Stack } from '@mantine/core'
import type { Channel } from '@mediary/contract/channels'
import { useMay } from '../../../lib/api/me.ts'
import { useMessages } from '../../../messages/use-messages.ts'
import { Facts } from '../../../ui/facts.tsx'
import { NotesSection } from '../../notes/section.tsx'
import { HistorySection } from '../history/history.tsx'
import { PollNow } from '../state/poll-now.tsx'
import { State } from '../state/state.tsx'

/** The state of a channel, who may use it, and what people changed and wrote about it. */
export function ChannelView({ channel }: { channel: Channel }) {
  const may = useMay()
  return (
    <Stack gap="lg" maw={900}>
      <ChannelNotes channel={channel} />
      <ChannelFacts channel={channel} />
      <PollNow channel={channel} />
      <State channel={channel} />
      <NotesSection object="channel" id={channel._id} mayWrite={may('channel-manage-all', channel._id)} />
      {may('audit-trail-view') && <HistorySection id={channel._id} />}
    </Stack>
  )
}

/** Says that a channel is deleted, or why the gateway cannot serve it. */
export function ChannelNotes({ channel: { status, problem } }: { channel: Channel }) {
  const t = useMessages('channels')
  return (
    <>
      {status === 'deleted' && (
        <Alert color="yellow" role="status">
          {t('deleted.note')}
        </Alert>
      )}
      {problem !== undefined && (
        <Alert color="red" role="status">
          {t('not.served.because', { reason: problem })}
        </Alert>
      )}
    </>
  )
}

/** Which messages the channel takes. */
function ChannelFacts({ channel }: { channel: Channel }) {
  const t = useMessages('channels')
  const listener = useMessages('channelListener')
  const { type, status, urlPattern, methods, tcpPort, pollingSchedule, description } = channel
  const isHttp = type === 'http'
  return (
    <Facts
      facts={[
        [t('status'), status === 'disabled' ? t('disabled') : undefined],
        [t('description'), description ?? undefined],
        [t('pattern'), isHttp ? urlPattern : undefined],
        [t('methods'), isHttp ? methods.join(', ') : undefined],
        [listener('type'), isHttp ? undefined : listener(type)],
        [listener('tcpPort'), type === 'tcp' || type === 'tls' ? tcpPort : undefined],
        [listener('pollingSchedule'), type === 'polling' ? pollingSchedule : undefined],
      ]}
    />
  )
}
