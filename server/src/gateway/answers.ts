import { type ServerResponse, STATUS_CODES } from 'node:http'
import type { Mechanism } from '@mediary/contract/system'

const sentences: Record<number, string> = {
  400: 'Bad request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not found',
  408: 'Request timeout',
  413: 'Request body too large',
  429: 'Too many requests',
  500: 'Internal server error',
  502: 'The upstream did not answer',
  503: 'Service unavailable',
  504: 'The upstream did not answer in time',
}

/** Values of WWW-Authenticate (RFC 9110 §11.6.1), for those who were not recognised. */
export const challengesOf = (mechanisms: ReadonlySet<Mechanism>) => [
  ...(mechanisms.has('basic-auth') ? ['Basic realm="Mediary", charset="UTF-8"'] : []),
  ...(mechanisms.has('jwt-auth') ? ['Bearer realm="Mediary"'] : []),
]

/** What a client reads when it is turned away. Why it was is for the administrator. */
export function answerRefusal(response: ServerResponse, status: number, challenges: string[]) {
  const headers: Record<string, string | string[]> = {}
  if (status === 401 && challenges.length) headers['WWW-Authenticate'] = challenges
  if (status === 429 || status === 503) headers['Retry-After'] = '1'
  answer(response, status, `${sentences[status] ?? 'Refused'}\n`, headers)
}

/** What it reads when it was let in, but gets no answer. */
export const failureText = (status: number, likeOpenHim: boolean) =>
  likeOpenHim ? 'An internal server error occurred' : `${sentences[status] ?? 'Failed'}\n`

export function answer(
  response: ServerResponse,
  status: number,
  text: string,
  headers: Record<string, string | string[]>,
) {
  // A request whose body nobody reads would hold the connection: it is closed once the answer is sent.
  if (!response.req.complete) response.shouldKeepAlive = false
  // Said anew: an answer that could not be written may have left its own.
  response.writeHead(status, STATUS_CODES[status] ?? '', {
    ...headers,
    'Content-Type': 'text/plain; charset=utf-8',
    'Content-Length': Buffer.byteLength(text),
  })
  response.end(text)
}
