import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { freePort } from '../server/src/testing/ports.ts'
import { until } from './until.ts'

export type Span = {
  traceId: string
  spanId: string
  parentSpanId?: string
  name: string
  kind: number
  startTimeUnixNano: string
  endTimeUnixNano: string
  status: { code?: number }
  attributes: Record<string, string | number>
  service: string
}
type Attribute = { key: string; value: { stringValue?: string; intValue?: number } }
type Raw = Omit<Span, 'attributes' | 'service'> & { attributes: Attribute[] }
type Export = { resourceSpans: { resource: { attributes: Attribute[] }; scopeSpans: { spans: Raw[] }[] }[] }

export const kinds = { internal: 1, server: 2, client: 3 }

const byName = (attributes: Attribute[]) =>
  Object.fromEntries(attributes.map(({ key, value }) => [key, value.stringValue ?? value.intValue ?? '']))

const listSpans = ({ resourceSpans }: Export): Span[] =>
  resourceSpans.flatMap(({ resource, scopeSpans }) =>
    scopeSpans.flatMap(({ spans }) =>
      spans.map((span) => ({
        ...span,
        attributes: byName(span.attributes),
        service: String(byName(resource.attributes)['service.name']),
      })),
    ),
  )

export type Collector = Awaited<ReturnType<typeof startCollector>>

/** A real HTTP server on loopback that takes traces as OTLP in JSON. */
export async function startCollector() {
  const port = await freePort()
  const texts: string[] = []
  const spans: Span[] = []
  const take = async (request: IncomingMessage, response: ServerResponse) => {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk)
    const text = Buffer.concat(chunks).toString()
    texts.push(text)
    const isTraces = request.url === '/v1/traces' && request.headers['content-type'] === 'application/json'
    if (isTraces) spans.push(...listSpans(JSON.parse(text)))
    response.writeHead(isTraces ? 200 : 404, { 'Content-Type': 'application/json' }).end('{}')
  }
  const listen = async () => {
    const server = createServer((request, response) => void take(request, response))
      .listen(port, '127.0.0.1')
      .unref()
    await once(server, 'listening')
    return server
  }
  const state = { server: await listen() }
  return {
    endpoint: `http://127.0.0.1:${port}`,
    spans,
    /** All it was ever sent. */
    text: () => texts.join('\n'),
    /** The spans of a trace, once there are so many. */
    trace: (traceId: string, number: number) =>
      until(`${number} spans of ${traceId} are delivered`, () => {
        const found = spans.filter((span) => span.traceId === traceId)
        return found.length >= number ? found : undefined
      }),
    stop() {
      state.server.closeAllConnections()
      state.server.close()
    },
    async startAgain() {
      state.server = await listen()
    },
  }
}
