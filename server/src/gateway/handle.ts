import type { IncomingMessage, ServerResponse } from 'node:http'
import { authorise } from './authorise.ts'
import type { Gateway } from './context.ts'
import { isEnrolment, takeEnrolment } from './listeners/enrolment.ts'
import { receive } from './listeners/request.ts'
import { largestBody, noBody, requestBody } from './listeners/request-body.ts'
import { matchContent, matchHead } from './match.ts'
import { exchange } from './proxy/proxy.ts'
import { HttpSink } from './proxy/sink.ts'
import { begin } from './proxy/transaction.ts'
import { refuse } from './refuse.ts'
import { nameRefusal, spanOfRequest } from './spans.ts'

/** The life of one request through the gateway. Every stage returns its finding or throws a refusal. */
export const handle =
  (gateway: Gateway) =>
  async (request: IncomingMessage, response: ServerResponse, expectsContinue = false) => {
    const span = gateway.tracer && spanOfRequest(gateway.tracer, request, response)
    try {
      if (isEnrolment(request)) return void (await takeEnrolment(gateway.enrol, request, response))
      const arrival = receive(request)
      const body = arrival.hasBody ? requestBody(request, response, gateway.bodyLimits, expectsContinue) : noBody

      const caller = await gateway.identify(arrival)
      gateway.metrics.arrived(caller.client?.id, caller.mechanism, arrival.at)
      span?.set({ 'mediary.client': caller.client?.clientID })
      const snapshot = gateway.snapshot()
      const channel =
        matchHead(snapshot, arrival, caller) ??
        (await matchContent(snapshot, arrival, caller, body, gateway.matchContent))
      authorise(gateway, caller, channel, arrival)
      largestBody(arrival, channel, gateway.bodyLimits)

      const transaction = await begin(gateway, { arrival, body, caller, channel, span })
      await exchange(gateway, transaction, new HttpSink(response))
    } catch (error) {
      nameRefusal(span, error)
      await refuse(gateway, request, response, error).catch((fault: unknown) => {
        // Whatever one request does, those of others go on.
        gateway.log.error({ err: fault }, 'a request could not be refused')
        response.destroy()
      })
    }
  }
