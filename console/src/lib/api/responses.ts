import type { Endpoint } from '@mediary/contract/api/endpoint'
import { type AnyInput, buildAddress, type CallInput } from './call.ts'
import { connection, reportSlowness } from './connection.ts'
import { Unreachable } from './problem.ts'
import { readProblem } from './read-problem.ts'
import { waitForSignIn } from './session.ts'

// Calls that need more of a response than its document: its bytes, or the address of a new resource.

async function fetchResponse<E extends Endpoint>(
  endpoint: E,
  input: CallInput<E>,
  signal: AbortSignal | undefined,
  accept = '*/*',
): Promise<Response> {
  const { body }: AnyInput = input
  const response = await fetchOrThrow(buildAddress(endpoint, input), {
    method: endpoint.method,
    credentials: 'same-origin',
    cache: 'no-store',
    headers: {
      accept: `application/problem+json, ${accept}`,
      ...(body !== undefined && { 'content-type': 'application/json' }),
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
    ...(signal && { signal }),
  })
  if (response.status === 401) {
    await waitForSignIn()
    return fetchResponse(endpoint, input, signal, accept)
  }
  if (!response.ok) throw await readProblem(response.status, response.headers, await response.text())
  return response
}

async function fetchOrThrow(address: string, request: RequestInit): Promise<Response> {
  try {
    return await reportSlowness(() => fetch(address, request))
  } catch (error) {
    if (request.signal?.aborted) throw error
    connection.set('lost')
    throw new Unreachable('The server cannot be reached', { cause: error })
  }
}

/** Creates a resource and returns its id, the last part of its address. */
export async function createResource<E extends Endpoint>(endpoint: E, input: CallInput<E>): Promise<string> {
  const response = await fetchResponse(endpoint, input, undefined)
  return response.headers.get('location')?.split('/').at(-1) ?? ''
}

/** Returns a list as a file, with the name that the server gives it. The browser may keep a large one on the disk. */
export async function fetchExport<E extends Endpoint>(endpoint: E, input: CallInput<E>, type: string) {
  const response = await fetchResponse(endpoint, input, undefined, type)
  const [, name = 'export'] = /filename="([^"]+)"/.exec(response.headers.get('content-disposition') ?? '') ?? []
  return { name, content: await response.blob() }
}

/** Returns the CSV file of an endpoint that has one, with its byte order mark. */
export async function fetchCsv<E extends Endpoint & { csv: true }>(endpoint: E, input: CallInput<E>): Promise<string> {
  const response = await fetchResponse(endpoint, input, undefined, 'text/csv')
  return `\uFEFF${await response.text()}`
}

/** Returns the first bytes of a response, and whether there are more. The rest is not fetched. */
export async function fetchFirstBytes<E extends Endpoint>(
  endpoint: E,
  input: CallInput<E>,
  { maxBytes, signal }: { maxBytes: number; signal: AbortSignal },
): Promise<{ bytes: Uint8Array; more: boolean }> {
  const response = await fetchResponse(endpoint, input, signal)
  const reader = response.body?.getReader()
  const chunks: Uint8Array<ArrayBuffer>[] = []
  let size = 0
  for (let next = await reader?.read(); next && !next.done; next = await reader?.read()) {
    chunks.push(next.value)
    size += next.value.length
    if (size > maxBytes) break
  }
  await reader?.cancel()
  const bytes = new Uint8Array(await new Blob(chunks).arrayBuffer())
  return { bytes: bytes.subarray(0, maxBytes), more: size > maxBytes }
}
