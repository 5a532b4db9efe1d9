import { STATUS_CODES } from 'node:http'
import type { Socket } from 'node:net'
import type { ClientGateway } from './context.ts'
import { Refusal } from './refusal.ts'
import { buildRefusalAnswer } from './refusal-answer.ts'
import { recordRefusal } from './refuse.ts'
import { listDefaultHeaders } from './shadow.ts'

const malformed = (reason: string) => new Refusal('receive', 400, 'malformed', reason)

export const connectionRefusals = {
  notHttp: malformed('The request is not HTTP, or malformed'),
  lengths: malformed('The request has conflicting lengths'),
  length: malformed('The Content-Length is not a length'),
  method: malformed('The method is not one of HTTP'),
  headTooLarge: new Refusal('receive', 431, 'too-large', 'The headers are too large'),
  tooSlow: new Refusal('receive', 408, 'too-slow', 'The client was too slow to send its request'),
  tunnel: new Refusal('receive', 405, 'wrong-method', 'The gateway opens no tunnels: it refuses CONNECT'),
}

/** Records the refusal of bytes that never become a request, and returns the answer, after which the connection ends. */
export async function refuseConnection(gateway: ClientGateway, socket: Socket, refusal: Refusal): Promise<string> {
  const clientIp = gateway.proxies.getPeer(socket).address
  const { id } = await recordRefusal(gateway, { clientIp }, refusal)
  const { status, code } = refusal
  if (!gateway.shadow) await gateway.throttle.hold({ client: undefined, address: clientIp, code })
  const { headers, body } = buildRefusalAnswer(refusal, { id, isRecognised: false, accept: undefined })
  const [name, value] = listDefaultHeaders(gateway)
  const all = Object.entries(headers).concat(name !== undefined && value !== undefined ? [[name, value]] : [])
  const lines = all.map((header) => `${header.join(': ')}\r\n`)
  const head = `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\nConnection: close\r\n${lines.join('')}`
  return `${head}Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`
}

/**
 * A signature of a client's certificate that does not verify leaves an error in OpenSSL's queue, which Node reports as
 * one of the connection. The certificate is judged with the request; an error of the connection has the library
 * "SSL routines".
 */
export const isOfCertificate = (error: Error) => 'library' in error && error.library !== 'SSL routines'
