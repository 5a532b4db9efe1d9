import type { Channel } from '@mediary/contract/channels'
import type { Gateway } from '../context.ts'
import { arrivalOf } from '../listeners/request.ts'
import { noBody } from '../listeners/request-body.ts'
import { exchange } from '../proxy/proxy.ts'
import { nowhere, type Sink } from '../proxy/sink.ts'
import { begin } from '../proxy/transaction.ts'
import { Refused } from '../refusal.ts'
import { spanOf } from '../spans.ts'

/** Nobody asked: the gateway does so by itself. */
const byItself = { client: undefined, recognised: 'poll', mechanism: undefined, failures: [], claimed: undefined }

/** Sends a poll through the same stages as a request, once every route has answered. The status of the primary's answer. */
export const poller =
  (gateway: Gateway) =>
  async ({ _id }: Channel, lastRun: number | null): Promise<number> => {
    const channel = gateway.snapshot().channelOf.get(_id)
    if (channel?.channel.status !== 'enabled')
      throw new Refused('match', 404, 'no-channel', 'The channel is not served any more')
    const arrival = arrivalOf({ method: 'GET', path: '/trigger', query: '', headers: [], address: '', hasBody: false })
    // Nobody but the gateway may say this: what a client says of it is dropped when its headers are read.
    const told = lastRun === null ? [] : ['X-OpenHIM-LastRunAt', new Date(lastRun).toISOString()]
    for (const list of [arrival.head.forwarded, arrival.head.recorded]) list.push(...told, 'channel-id', _id)
    const said = { status: 0 }
    const sink: Sink = {
      ...nowhere,
      head: (status) => Object.assign(said, { status }),
      fail: (status) => Object.assign(said, { status }),
    }
    const span = spanOf(gateway, 'internal', 'poll', arrival)
    try {
      const transaction = await begin(gateway, { arrival, body: noBody, caller: byItself, channel, span })
      const settling = await exchange(gateway, transaction, sink)
      await settling?.settled
    } finally {
      span?.end(said.status >= 200 && said.status < 500 ? undefined : 'failed')
    }
    return said.status
  }
