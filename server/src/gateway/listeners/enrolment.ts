import { TLSSocket } from 'node:tls'
import { enrolmentPath } from '../../authority/index.ts'
import type { Deadlines } from '../http1/deadlines.ts'
import type { ClientAnswer, ClientRequest } from './client-request.ts'
import { readHeader } from './headers.ts'
import { HttpRequestBody } from './request-body.ts'

type Asked = { code: string; csr: string; address: string }

/** Asks the control process to enrol a client: it holds the key of the authority. */
export type Enrol = (asked: Asked) => Promise<{ status: number; text: string }>

const maxRequestBytes = 20_000
const readTimeout = 10_000

/** Before any channel, and only over TLS: the code must not travel in the open. */
export const isEnrolment = ({ target, socket }: ClientRequest) =>
  target === enrolmentPath && socket instanceof TLSSocket

/** A client sends its one-time code and its request, and is sent its certificate. */
export async function serveEnrolment(
  enrol: (asked: Omit<Asked, 'address'>) => ReturnType<Enrol>,
  request: ClientRequest,
  answer: ClientAnswer,
  deadlines: Deadlines,
) {
  answer.endConnection()
  const end = (status: number, text: string) => {
    answer.writeHead(status, undefined, ['Content-Type', 'text/plain; charset=utf-8', 'Cache-Control', 'no-store'])
    answer.end(Buffer.from(text))
  }
  const code = readHeader(request, 'enrolment-code')
  if (request.method !== 'POST' || code === undefined || code.length > 100)
    return end(
      400,
      'Send a certificate request (PKCS#10, PEM) by POST, with its one-time code in the header Enrolment-Code.\n',
    )
  const csr = await readRequest(request, answer, deadlines)
  if (csr === undefined) return end(413, 'The certificate request is too large, or came too slowly.\n')
  const { status, text } = await enrol({ code, csr })
  return end(status, text.endsWith('\n') ? text : `${text}\n`)
}

async function readRequest(request: ClientRequest, answer: ClientAnswer, deadlines: Deadlines) {
  const late = setTimeout(() => answer.destroy(), readTimeout)
  const limits = { maxBytes: maxRequestBytes, idleTimeout: readTimeout, deadlines }
  try {
    const { bytes } = await new HttpRequestBody(request, answer, limits).take(maxRequestBytes)
    return bytes.toString('utf8')
  } catch {
    return undefined
  } finally {
    clearTimeout(late)
  }
}
