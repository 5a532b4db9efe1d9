import { buildChallenges, sendRefusal } from './answers.ts'
import type { ClientGateway, Gateway } from './context.ts'
import type { ClientAnswer, ClientRequest } from './listeners/client-request.ts'
import { readHeader } from './listeners/headers.ts'
import { readClientAddress } from './listeners/request.ts'
import { Refusal } from './refusal.ts'
import { buildRefusalAnswer } from './refusal-answer.ts'

type RefusedRequest = {
  clientIp: string
  channel?: string | undefined
  method?: string | undefined
  path?: string | undefined
}

/** Counts and records a refusal, and returns the id of its row. Any other error becomes the refusal `gateway-failed`, and goes to the log. */
export async function recordRefusal(
  { log, metrics, refusals }: Gateway,
  { clientIp, channel, method, path }: RefusedRequest,
  error: unknown,
): Promise<{ refusal: Refusal; id: string }> {
  if (!(error instanceof Refusal)) log.error({ err: error }, 'a request failed in the gateway')
  const refusal =
    error instanceof Refusal
      ? error
      : new Refusal('receive', 500, 'gateway-failed', 'The gateway failed; its log says why')
  const { stage, status, code, client, message: reason } = refusal
  metrics.refused(stage)
  const id = await refusals.refuse({
    clientIp,
    client,
    channel: channel ?? refusal.channel,
    method,
    path,
    status,
    stage,
    code,
    reason,
  })
  return { refusal, id }
}

/** Records the refusal of a request by HTTP, then answers the client. `client`: its id, when it was recognised. */
export async function refuse(
  gateway: ClientGateway,
  { request, answer, client }: { request: ClientRequest; answer: ClientAnswer; client: string | undefined },
  error: unknown,
) {
  const clientIp = readClientAddress(request, gateway.proxies)
  const { method, target } = request
  const { refusal, id } = await recordRefusal(gateway, { clientIp, method, path: target.split('?', 1)[0] }, error)
  if (gateway.shadow)
    await gateway.shadow
      .addRefused(refusal, readHeader(request, 'x-request-id'))
      .catch((err: unknown) => gateway.log.error({ err }, 'a mirrored request could not be noted'))
  // A failure of the gateway is not the client's doing. A proxy that copies requests is not to be held up.
  else if (refusal.status < 500 && !(await gateway.throttle.hold({ client, address: clientIp, code: refusal.code })))
    answer.endConnection()
  // The rest of such a request cannot be told from the next one, or is not worth reading.
  if (refusal.stage === 'receive') answer.endConnection()
  if (answer.isHeadSent) answer.destroy()
  else {
    const accept = readHeader(request, 'accept')
    const told = buildRefusalAnswer(refusal, { id, isRecognised: client !== undefined, accept })
    sendRefusal(answer, refusal.status, told, buildChallenges(gateway.snapshot().mechanisms))
  }
}
