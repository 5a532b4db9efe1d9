// Sends the reads that a page makes in the same turn as one call: over a slow link each round trip costs half a second.
import { type BatchAnswer, batchPath, maxBatch, recordSeparator } from '@mediary/contract/api/batch'
import { basePath } from '../base-path.ts'

/** An answer whose text has arrived. */
export type Answer = { ok: boolean; status: number; headers: Headers; text: string }

type Read = {
  request: Request
  signal: AbortSignal | undefined
  resolve: (answer: Answer | Promise<Answer>) => void
  reject: (error: unknown) => void
}

/** Proxies refuse longer addresses, often from 8 KB. */
const maxAddress = 6_000

let waiting: Read[] = []

/** Sends one request alone. */
export async function sendAlone(request: Request, signal: AbortSignal | undefined): Promise<Answer> {
  const response = await fetch(request, signal ? { signal } : {})
  const { ok, status, headers } = response
  return { ok, status, headers, text: await response.text() }
}

/** Sends a read together with those of the same turn. */
export const sendTogether = (request: Request, signal: AbortSignal | undefined): Promise<Answer> =>
  new Promise((resolve, reject) => {
    waiting.push({ request, signal, resolve, reject })
    if (waiting.length === 1) setTimeout(sendWaiting)
  })

function sendWaiting() {
  const reads = waiting
  waiting = []
  for (const batch of divide(reads.filter((read) => !dropAborted(read)))) void sendBatch(batch)
}

function dropAborted({ signal, reject }: Read): boolean {
  if (signal?.aborted) reject(signal.reason)
  return signal?.aborted === true
}

/** Divides reads into batches whose addresses are not too long. */
function divide(reads: readonly Read[]): Read[][] {
  const batches: Read[][] = []
  for (const read of reads) {
    const last = batches.at(-1)
    if (last && last.length < maxBatch && buildAddress([...last, read]).length <= maxAddress) last.push(read)
    else batches.push([read])
  }
  return batches
}

const toPath = ({ url }: Request) => {
  const { pathname, search } = new URL(url)
  return pathname.slice(basePath.length) + search
}

const buildAddress = (reads: readonly Read[]) =>
  `${basePath}${batchPath}?${new URLSearchParams(reads.map(({ request }) => ['get', toPath(request)]))}`

const answerAlone = ({ request, signal, resolve }: Read) => resolve(sendAlone(request, signal))

async function sendBatch(reads: readonly Read[]) {
  const [first, ...others] = reads
  if (!first || others.length === 0) return reads.forEach(answerAlone)
  const open = new Set(reads)
  const controller = new AbortController()
  for (const read of reads)
    read.signal?.addEventListener('abort', () => {
      dropAborted(read)
      open.delete(read)
      if (open.size === 0) controller.abort()
    })
  try {
    const { credentials, cache, headers } = first.request
    const response = await fetch(buildAddress(reads), { credentials, cache, headers, signal: controller.signal })
    // Whatever refuses the whole, such as a proxy that takes no long address, need not refuse the parts.
    if (response.status !== 200 || !response.body) return [...open].forEach(answerAlone)
    for await (const { index, ...answer } of readAnswers(response.body)) {
      const read = reads[index]
      if (!read) continue
      open.delete(read)
      read.resolve(toAnswer(answer, response.headers))
    }
    for (const { reject } of open) reject(new TypeError('The answer broke off'))
  } catch (error) {
    for (const { reject } of open) reject(error)
  }
}

/** Yields each answer when it has arrived. */
async function* readAnswers(body: ReadableStream<Uint8Array>): AsyncGenerator<BatchAnswer> {
  const reader = body.getReader()
  const decoder = new TextDecoder()
  let text = ''
  for (let chunk = await reader.read(); !chunk.done; chunk = await reader.read()) {
    const [end = '', ...lines] = decoder.decode(chunk.value, { stream: true }).split('\n')
    text += end
    for (const next of lines) {
      yield JSON.parse(text.replace(recordSeparator, ''))
      text = next
    }
  }
}

/** The headers of the whole hold for each part, except those that it has itself. */
function toAnswer({ status, headers: given, body }: Omit<BatchAnswer, 'index'>, whole: Headers): Answer {
  const headers = new Headers(whole)
  headers.delete('content-type')
  for (const [name, value] of Object.entries(given)) headers.set(name, value)
  return { ok: status >= 200 && status < 300, status, headers, text: body }
}
