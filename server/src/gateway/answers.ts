import { type ServerResponse, STATUS_CODES } from 'node:http'
import type { Mechanism } from '@mediary/contract/system'
import { closeAfterEarlyAnswer } from './early-answer.ts'

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
  response: ServerResponse,
  status: number,
  answer: { headers: Record<string, string>; body: string },
  challenges: string[],
) {
  const headers: Record<string, string | string[]> = { ...answer.headers }
  if (status === 401 && challenges.length) headers['WWW-Authenticate'] = challenges
  if (status === 429 || status === 503) headers['Retry-After'] ??= '1'
  sendText(response, status, answer.body, headers)
}

/** Describes to an authorised client why it gets no answer. */
export const describeFailure = (status: number, likeOpenHim: boolean) =>
  likeOpenHim ? 'An internal server error occurred' : `${statusTexts[status] ?? 'Failed'}\n`

export function sendText(
  response: ServerResponse,
  status: number,
  text: string,
  headers: Record<string, string | string[]>,
) {
  // A request whose body is not read would hold the connection: it is closed once the answer is sent.
  if (!response.req.complete) response.shouldKeepAlive = false
  closeAfterEarlyAnswer(response)
  // The reason phrase replaces that of an answer that could not be written.
  response.writeHead(status, STATUS_CODES[status] ?? '', {
    'Content-Type': 'text/plain; charset=utf-8',
    ...headers,
    'Content-Length': Buffer.byteLength(text),
  })
  response.end(text)
}
