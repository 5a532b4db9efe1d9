import type { CompiledChannel } from '../../channels/index.ts'
import type { ClientGateway } from '../context.ts'
import { handle } from '../handle.ts'
import { admission } from '../limit.ts'
import { matchContent, matchHead } from '../match.ts'
import { HttpSink } from '../proxy/sink.ts'
import { Refusal } from '../refusal.ts'
import { refuse } from '../refuse.ts'
import { labelRefusal, startRequestSpan } from '../spans.ts'
import type { ClientAnswer, ClientRequest } from './client-request.ts'
import { answerPreflight, buildCorsHeaders, usesCors } from './cors.ts'
import { isEnrolment, serveEnrolment } from './enrolment.ts'
import { readHeader } from './headers.ts'
import { identifyClient } from './identify-client.ts'
import { takeClientCertificate } from './proxies/client-certificate.ts'
import { readClientAddress, receive } from './request.ts'
import { HttpRequestBody, noBody } from './request-body.ts'

/** Serves one request of a client by HTTP. */
export const serveRequest = (gateway: ClientGateway) => async (request: ClientRequest, answer: ClientAnswer) => {
  let clientId: string | undefined
  const span = gateway.tracer && startRequestSpan(gateway.tracer, request, answer)
  try {
    if (request.expectation === 'unknown') throw unknownExpectation()
    if (isEnrolment(request)) {
      const address = readClientAddress(request, gateway.proxies)
      const enrol = (asked: { code: string; csr: string }) => gateway.enrol({ ...asked, address })
      return void (await serveEnrolment(enrol, request, answer, gateway.deadlines))
    }
    const arrival = receive(request, gateway.proxies)
    if (gateway.certificateHeader !== undefined)
      takeClientCertificate(arrival, request.rawHeaders, gateway.certificateHeader)
    if (arrival.method === 'OPTIONS' && answerPreflight(gateway.snapshot(), arrival, request, answer)) return
    const sink = new HttpSink(request, answer)
    const allowOrigin = (channel: CompiledChannel) => {
      if (usesCors(channel)) sink.addHeaders(buildCorsHeaders(channel, readHeader(request, 'origin')))
      return channel
    }
    const body = arrival.hasBody
      ? new HttpRequestBody(request, answer, { ...gateway.bodyLimits, deadlines: gateway.deadlines })
      : noBody
    const source = {
      arrival,
      body,
      span,
      identify: (renewed: boolean) => identifyClient(gateway, arrival, span, renewed),
      onIdentified: ({ client }: Awaited<ReturnType<typeof identifyClient>>) => {
        clientId = client?.id
      },
      admit: admission(gateway),
      findChannel: (caller: Awaited<ReturnType<typeof identifyClient>>) => {
        const snapshot = gateway.snapshot()
        const channel = matchHead(snapshot, arrival, caller)
        if (channel) return allowOrigin(channel)
        return matchContent(snapshot, arrival, caller, body, gateway.matchContent).then(allowOrigin)
      },
    }
    await handle(gateway, source, sink)
  } catch (error) {
    labelRefusal(span, error)
    await refuse(gateway, { request, answer, client: clientId }, error).catch((failure: unknown) => {
      // A request that cannot even be refused must not disturb the others.
      gateway.log.error({ err: failure }, 'a request could not be refused')
      answer.destroy()
    })
  }
}

const unknownExpectation = () =>
  new Refusal('receive', 417, 'unknown-expectation', 'The Expect header is not "100-continue"')
