import { STATUS_CODES } from 'node:http'
import type { Mechanism } from '@mediary/contract/system'
import type { ClientAnswer } from './listeners/client-request.ts'

const statusTexts: Record<number, string> = {
  400: 'Bad request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not found',
  408: 'Request timeout',
  413: 'Request body too large',
  429: 'Too many requests',
  417: 'Expectation failed',
  500: 'Internal server error',
  501: 'Not implemented',
  502: 'The upstream did not answer',
  503: 'Service unavailable',
  504: 'The upstream did not answer in time',
  508: 'Loop detected',
}

/** Builds the values of WWW-Authenticate (RFC 9110 §11.6.1). */
export const buildChallenges = (mechanisms: ReadonlySet<Mechanism>) => [
  ...(mechanisms.has('basic-auth') ? ['Basic realm="Mediary", charset="UTF-8"'] : []),
  ...(mechanisms.has('jwt-auth') ? ['Bearer realm="Mediary"'] : []),
]

/** Answers a refused request. */
export function sendRefusal(
  answer: ClientAnswer,
  status: number,
  { headers, body }: { headers: Record<string, string>; body: string },
  challenges: string[],
) {
  const sent = Object.entries(headers).flat()
  if (status === 401) sent.push(...challenges.flatMap((challenge) => ['WWW-Authenticate', challenge]))
  if ((status === 429 || status === 503) && headers['Retry-After'] === undefined) sent.push('Retry-After', '1')
  sendBody(answer, status, body, sent)
}

/** Describes to an authorised client why it gets no answer. */
export const describeFailure = (status: number, likeOpenHim: boolean) =>
  likeOpenHim ? 'An internal server error occurred' : `${statusTexts[status] ?? 'Failed'}\n`

export const sendText = (answer: ClientAnswer, status: number, text: string, headers: readonly string[]) =>
  sendBody(answer, status, text, ['Content-Type', 'text/plain; charset=utf-8', ...headers])

function sendBody(answer: ClientAnswer, status: number, text: string, headers: readonly string[]) {
  const body = Buffer.from(text)
  // The reason phrase replaces that of an answer that could not be written.
  answer.writeHead(status, STATUS_CODES[status] ?? '', [...headers, 'Content-Length', String(body.length)])
  answer.end(body)
}
