import type { Channel } from '@mediary/contract/channels'
import type { Gateway } from '../context.ts'
import { handle } from '../handle.ts'
import { buildArrival } from '../listeners/request.ts'
import { noBody } from '../listeners/request-body.ts'
import { nullSink, type Sink } from '../proxy/sink.ts'
import { Refusal } from '../refusal.ts'
import { startSpan } from '../spans.ts'

const gatewayItself = {
  client: undefined,
  recognised: 'poll',
  mechanism: undefined,
  credential: undefined,
  failures: [],
  claimed: undefined,
}

/** Sends a poll through the stages of a request. Returns the status of the primary's answer once every route has ended. */
export const poller =
  (gateway: Gateway) =>
  async ({ _id }: Channel, lastRun: number | null): Promise<number> => {
    await gateway.refresh()
    const channel = gateway.snapshot().channels.get(_id)
    if (channel?.channel.status !== 'enabled')
      throw new Refusal('match', 404, 'no-channel', 'The channel is no longer served')
    const arrival = buildPollArrival(_id, lastRun)
    let status = 0
    const keepStatus = (answered: number) => {
      status = answered
    }
    const sink: Sink = { ...nullSink, head: keepStatus, fail: keepStatus }
    const span = startSpan(gateway, 'internal', 'poll', arrival)
    const source = {
      arrival,
      body: noBody,
      span,
      identify: () => gatewayItself,
      findChannel: () => channel,
      authorised: true,
    }
    try {
      const { routesEnded } = await handle(gateway, source, sink)
      await routesEnded
    } finally {
      span?.end(status >= 200 && status < 500 ? undefined : 'failed')
    }
    return status
  }

function buildPollArrival(channel: string, lastRun: number | null) {
  const arrival = buildArrival({ method: 'GET', path: '/trigger', query: '', headers: [], address: '', hasBody: false })
  // Only the gateway may send this header: reading the headers of a request drops it.
  const ran = lastRun === null ? [] : ['X-OpenHIM-LastRunAt', new Date(lastRun).toISOString()]
  for (const list of [arrival.head.forwarded, arrival.head.recorded]) list.push(...ran, 'channel-id', channel)
  return arrival
}
