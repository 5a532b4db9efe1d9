import type { Channel } from '@mediary/contract/channels'
import { useMay, useMayAny } from '../../../lib/api/me.ts'
import { ChannelHealth } from '../../health/section.tsx'
import { Failures } from '../../metrics/failures.tsx'
import { ChannelMetrics } from '../../metrics/section.tsx'
import { Reach } from './reach.tsx'

/** Shows how the channel does: its upstreams, its traffic, what failed, and who may use it. */
export function State({ channel }: { channel: Channel }) {
  const may = useMay()
  const mayAny = useMayAny()
  return (
    <>
      <ChannelHealth channel={channel._id} />
      <ChannelMetrics channelID={channel._id} />
      {may('transaction-view-all', channel._id) && <Failures channel={channel} />}
      {mayAny('client-view-all') && <Reach channel={channel} />}
    </>
  )
}
