import type { Transaction } from '@mediary/contract/transactions'

export const measureDuration = ({ request, response }: Pick<Transaction, 'request' | 'response'>) =>
  response && Date.parse(response.timestamp) - Date.parse(request.timestamp)

type Headers = Record<string, string | string[]>

const hidden = /^(authorization|proxy-authorization|cookie|set-cookie|x-api-key|x-auth-.*|.*token.*|.*secret.*)$/i
const ownToCurl = /^(host|content-length|connection|transfer-encoding|accept-encoding)$/i
const quote = (text: string) => `'${text.replaceAll("'", `'\\''`)}'`

/** Returns the request as a curl command, without headers that may contain a secret. */
export function toCurl(request: Transaction['request'], body: string | undefined, base: string): string {
  const headers: Headers = request.headers ?? {}
  const shown = Object.entries(headers).filter(([name]) => !hidden.test(name) && !ownToCurl.test(name))
  const query = request.querystring ? `?${request.querystring.replace(/^\?/, '')}` : ''
  return [
    `curl -X ${request.method} ${quote(base + request.path + query)}`,
    ...shown.flatMap(([name, value]) => [value].flat().map((one) => `-H ${quote(`${name}: ${one}`)}`)),
    ...(body ? [`--data-binary ${quote(body)}`] : []),
  ].join(' \\\n  ')
}
