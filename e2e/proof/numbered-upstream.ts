import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'
import { answerTo, readNumber } from './numbered.ts'
import { seeded } from './seeded.ts'

/** The history that an upstream has of one request, from the moment its head arrived. */
export type Reached = { n: number; transactionId: string; at: number }

export type NumberedUpstream = Awaited<ReturnType<typeof startNumberedUpstream>>

/** `cuts`: of a hundred answers, how many break off in the middle. */
export async function startNumberedUpstream({ seed, cuts = 0 }: { seed: number; cuts?: number | undefined }) {
  const reached: Reached[] = []
  const draw = seeded(seed)

  const answer = async (request: IncomingMessage, response: ServerResponse) => {
    const [path = '', query = ''] = (request.url ?? '').split('?')
    const n = readNumber(path)
    if (n === undefined) return void response.writeHead(404).end()
    reached.push({ n, transactionId: String(request.headers['x-openhim-transactionid']), at: Date.now() })
    request.resume()
    await once(request, 'end').catch(() => undefined)
    await pause(draw.below(12))
    const body = answerTo({ n, query })
    response.setHeader('Content-Length', body.length)
    if (draw.below(100) >= cuts || body.length < 2) return void response.end(body)
    response.write(body.subarray(0, Math.floor(body.length / 2)), () => response.destroy())
  }

  const server = createServer((request, response) => void answer(request, response))
  server.keepAliveTimeout = 60_000
  server.listen(0, '127.0.0.1')
  server.unref()
  await once(server, 'listening')
  return {
    port: (server.address() as AddressInfo).port,
    reached,
    async stop() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}
