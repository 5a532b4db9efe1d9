import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

export type Arrived = { id: string; of: string; path: string; under: number; ended: boolean }

/**
 * An upstream that counts what it was asked, as it sees it: the id of each transaction, which one it repeats, and how
 * many it was busy with. By the last digit of the path it answers, fails, breaks the connection, or takes its time.
 */
export async function countingUpstream() {
  const arrived: Arrived[] = []
  const server = createServer((request, response) => {
    const one = {
      id: String(request.headers['x-openhim-transactionid']),
      of: String(request.headers['x-mediary-rerun-of']),
      path: request.url ?? '',
      under: arrived.filter(({ ended }) => !ended).length + 1,
      ended: false,
    }
    arrived.push(one)
    const end = () => {
      one.ended = true
    }
    response.once('finish', end).once('close', end)
    request.resume().once('end', () => {
      const kind = Number(one.path.at(-1)) % 4
      if (kind === 1) response.writeHead(500).end('no')
      else if (kind === 2) request.socket.destroy()
      else if (kind === 3) setTimeout(() => response.end('late'), 5)
      else response.end('yes')
    })
  })
  // A test that fails before it can stop it ends all the same.
  server.unref()
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    port: (server.address() as AddressInfo).port,
    arrived,
    async stop() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}
