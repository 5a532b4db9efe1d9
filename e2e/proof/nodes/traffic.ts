// Numbered requests through HAProxy to all nodes, and what became of them.
import { freePort } from '../../../server/src/testing/ports.ts'
import type { Program } from '../../program.ts'
import { startHaproxy } from '../../real-proxies.ts'
import { until } from '../../until.ts'
import { check } from '../check.ts'
import { startClients } from '../clients.ts'
import { startNumberedUpstream } from '../numbered-upstream.ts'
import { storeHistory, underWay } from '../store-history.ts'

export type Traffic = Awaited<ReturnType<typeof startTraffic>>

/** The comparison of the histories of clients, upstreams and the store. `faults`: contradictions between them, in words. */
export type Compared = { requests: number; answered: number; records: number; faults: string[] }

/** `errors`: what records of failures may say. */
type Wanted = { seed: number; connections: number; errors: RegExp }

export async function startTraffic(nodes: Program[], { seed, connections, errors }: Wanted) {
  const upstreams = [await startNumberedUpstream({ seed }), await startNumberedUpstream({ seed: seed + 1 })] as const
  await prepare(nodes, upstreams)
  const balancer = await balance(nodes, { cuts: true })
  const clients = startClients({
    ...balancer.ports,
    authorization: 'Custom token-of-clinic',
    connections,
    seed,
    first: 1,
  })
  return {
    clients,
    /** Stops the clients, waits for what is under way, and compares. `url`: the database that has the record. */
    async compare(url: string): Promise<Compared> {
      await clients.stop()
      await until('nothing is left under way', async () => (await underWay(url)) === 0, 60_000)
      const kept = await storeHistory(url, '')
      const [primary, secondary] = upstreams.map(({ reached }) => reached)
      const histories = { sent: clients.sent, kept, primary: primary ?? [], secondary: secondary ?? [] }
      // HAProxy answers 503 for a connection that it could not hand to any node.
      const faults = check(histories, { refused: [502, 503], errors })
      const answered = clients.sent.filter((one) => one.answered).length
      return { requests: clients.sent.length, answered, records: kept.length, faults }
    },
    async end() {
      await clients.stop()
      await balancer.end()
      await Promise.all(upstreams.map(({ stop }) => stop()))
    },
  }
}

async function prepare([first]: Program[], [primary, secondary]: readonly { port: number }[]) {
  if (!first || !primary || !secondary) throw new Error('there is no node, or no upstream')
  const route = (name: string, { port }: { port: number }, isPrimary: boolean) => ({
    name,
    host: '127.0.0.1',
    port,
    primary: isPrimary,
  })
  await first.makeChannel({ name: 'lab', routes: [route('first', primary, true)] }, 0)
  await first.makeChannel(
    { name: 'both', routes: [route('first', primary, true), route('second', secondary, false)] },
    0,
  )
  await first.makeClient({ clientID: 'clinic-1', customTokenID: 'token-of-clinic' })
}

/**
 * HAProxy before the nodes, as the example of the repository has it. `cuts`: it cuts the connections to a node that it takes for dead, which
 * a killed machine does not do by itself.
 */
export async function balance(nodes: Program[], { cuts = false } = {}) {
  const ports = { http: await freePort(), https: await freePort() }
  const section = (kind: 'http' | 'https') => `
listen ${kind}
 mode tcp
 balance leastconn
 option httpchk GET /ready
 option redispatch
 retries 3
 bind 127.0.0.1:${ports[kind]}
${nodes.map(({ ports: own }, n) => ` server node${n} 127.0.0.1:${own[kind]} check port ${own.api} inter 500 fall 2 rise 1${cuts ? ' on-marked-down shutdown-sessions' : ''}`).join('\n')}`
  const { end } = await startHaproxy(section('http') + section('https'), ports.http)
  return { ports, end }
}
