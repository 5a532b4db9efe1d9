import type { IncomingMessage, ServerResponse } from 'node:http'
import { TLSSocket } from 'node:tls'
import { enrolmentPath } from '../../authority/index.ts'
import { readHeader } from './headers.ts'

type Asked = { code: string; csr: string; address: string }

/** Asks the control process to enrol a client: it holds the key of the authority. */
export type Enrol = (asked: Asked) => Promise<{ status: number; text: string }>

const maxRequestBytes = 20_000
const readTimeout = 10_000

/** Before any channel, and only over TLS: the code must not travel in the open. */
export const isEnrolment = ({ url, socket }: IncomingMessage) => url === enrolmentPath && socket instanceof TLSSocket

/** A client sends its one-time code and its request, and is sent its certificate. */
export async function serveEnrolment(
  enrol: (asked: Omit<Asked, 'address'>) => ReturnType<Enrol>,
  request: IncomingMessage,
  response: ServerResponse,
) {
  response.shouldKeepAlive = false
  const end = (status: number, text: string) =>
    response.writeHead(status, { 'Content-Type': 'text/plain; charset=utf-8', 'Cache-Control': 'no-store' }).end(text)
  const code = readHeader(request, 'enrolment-code')
  if (request.method !== 'POST' || code === undefined || code.length > 100)
    return end(
      400,
      'Send a certificate request (PKCS#10, PEM) by POST, with its one-time code in the header Enrolment-Code.\n',
    )
  const csr = await readRequest(request)
  if (csr === undefined) return end(413, 'The certificate request is too large, or came too slowly.\n')
  const { status, text } = await enrol({ code, csr })
  return end(status, text.endsWith('\n') ? text : `${text}\n`)
}

async function readRequest(request: IncomingMessage) {
  const late = setTimeout(() => request.destroy(), readTimeout)
  const chunks: Buffer[] = []
  let size = 0
  try {
    for await (const chunk of request) {
      size += chunk.length
      if (size > maxRequestBytes) return undefined
      chunks.push(chunk)
    }
    return Buffer.concat(chunks).toString('utf8')
  } catch {
    return undefined
  } finally {
    clearTimeout(late)
  }
}
