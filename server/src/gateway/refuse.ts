import type { IncomingMessage, ServerResponse } from 'node:http'
import { answerRefusal, challengesOf } from './answers.ts'
import type { Gateway } from './context.ts'
import { addressOf } from './listeners/request.ts'
import { Refused } from './refusal.ts'

/** Every request that is turned away ends here: it is recorded, then answered. */
export async function refuse(gateway: Gateway, request: IncomingMessage, response: ServerResponse, error: unknown) {
  if (!(error instanceof Refused)) gateway.log.error({ err: error }, 'a request failed in the gateway')
  const refused =
    error instanceof Refused
      ? error
      : new Refused('receive', 500, 'gateway-failed', 'The gateway failed; its log says why')
  gateway.metrics.refused(refused.stage)
  await gateway.refusals.refuse({
    clientIp: addressOf(request),
    client: refused.client,
    channel: refused.channel,
    method: request.method,
    path: request.url?.split('?', 1)[0],
    status: refused.status,
    stage: refused.stage,
    code: refused.code,
    reason: refused.message,
  })
  // What failed here is not the client's doing.
  if (refused.status < 500) await gateway.slowing(addressOf(request))
  // What is left of such a request cannot be told from the next one, or is not worth reading.
  if (refused.stage === 'receive') response.shouldKeepAlive = false
  if (response.headersSent) response.destroy()
  else answerRefusal(response, refused.status, challengesOf(gateway.snapshot().mechanisms))
}
