// Whole nodes are killed at random moments under load, behind HAProxy.
import { setTimeout as pause } from 'node:timers/promises'
import pg from 'pg'
import { freePort } from '../../../server/src/testing/ports.ts'
import type { Program } from '../../program.ts'
import { startHaproxy } from '../../real-proxies.ts'
import { until } from '../../until.ts'
import { check } from '../check.ts'
import { startClients } from '../clients.ts'
import { startNumberedUpstream } from '../numbered-upstream.ts'
import { seeded } from '../seeded.ts'
import { storeHistory, underWay } from '../store-history.ts'
import { startNodes } from './nodes.ts'

type Wanted = { kills: number; seed?: number; connections?: number; say?: (line: string) => void }

/** `ended`: milliseconds from each kill until nothing that the killed node had begun was under way. */
export type Killed = { requests: number; answered: number; records: number; faults: string[]; ended: number[] }

/** Kills one of three nodes after the other, each with all its processes. */
export async function nodesKilled({
  kills,
  seed = 1,
  connections = 8,
  say = () => undefined,
}: Wanted): Promise<Killed> {
  const world = await startNodes({ count: 3 })
  const upstreams = [await startNumberedUpstream({ seed }), await startNumberedUpstream({ seed: seed + 1 })] as const
  const balancer = await balance(world.nodes)
  const draw = seeded(seed)
  const ended: number[] = []
  try {
    await prepare(world.nodes, upstreams)
    for (const node of world.nodes) node.keepRunning()
    const clients = startClients({
      ...balancer.ports,
      authorization: 'Custom token-of-clinic',
      connections,
      seed,
      first: 1,
    })
    for (let done = 0; done < kills; done++) {
      await pause(300 + draw.below(700))
      const victim = await until('all nodes serve', () => chooseVictim(world.nodes, draw.below(3)), 120_000)
      ended.push(await killNode(victim, world.cluster.url))
      if (done % 10 === 9)
        say(`${done + 1} kills, ${clients.sent.length} requests, slowest end ${Math.max(...ended)} ms`)
    }
    await clients.stop()
    await until('nothing is left under way', async () => (await underWay(world.cluster.url)) === 0, 60_000)
    const kept = await storeHistory(world.cluster.url, '')
    const [primary, secondary] = upstreams.map(({ reached }) => reached)
    const histories = { sent: clients.sent, kept, primary: primary ?? [], secondary: secondary ?? [] }
    // HAProxy answers 503 for a connection that it could not hand to any node.
    const faults = check(histories, { refused: [502, 503], errors: /^Interrupted: / })
    const answered = clients.sent.filter((one) => one.answered).length
    return { requests: clients.sent.length, answered, records: kept.length, faults, ended }
  } finally {
    await balancer.end()
    await world.end()
    await Promise.all(upstreams.map(({ stop }) => stop()))
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

/** Returns the node at a place, when all of them are ready: else no node might be left. */
async function chooseVictim(nodes: Program[], place: number) {
  const ready = nodes.map(({ base }) =>
    fetch(`${base}/ready`).then(
      ({ ok }) => ok,
      () => false,
    ),
  )
  return (await Promise.all(ready)).every(Boolean) ? nodes[place] : undefined
}

/** Kills a node, and returns after how many milliseconds the others had ended what it left. */
async function killNode(node: Program, url: string) {
  const { nodes } = await node.get<{ nodes: { isThis: boolean; workers: { id: string }[] }[] }>('/nodes')
  const processes = nodes.flatMap(({ isThis, workers }) => (isThis ? workers.map(({ id }) => id) : []))
  const database = new pg.Client({ connectionString: url })
  await database.connect()
  try {
    const began = performance.now()
    await node.killAll()
    await until('what the node had under way is ended', async () => {
      const { rows } = await database.query<{ left: string }>(
        `select (select count(*) from transactions where status = 'Processing' and substr(id, 13, 6) = any($1))
          + (select count(*) from workers where process_id = any($1)) as left`,
        [processes],
      )
      return Number(rows[0]?.left) === 0
    })
    return Math.round(performance.now() - began)
  } finally {
    await database.end()
  }
}

/** HAProxy before the nodes, as the example of the repository has it. */
async function balance(nodes: Program[]) {
  const ports = { http: await freePort(), https: await freePort() }
  const section = (kind: 'http' | 'https') => `
listen ${kind}
 mode tcp
 balance leastconn
 option httpchk GET /ready
 option redispatch
 retries 3
 bind 127.0.0.1:${ports[kind]}
${nodes.map(({ ports: own }, n) => ` server node${n} 127.0.0.1:${own[kind]} check port ${own.api} inter 500 fall 2 rise 1 on-marked-down shutdown-sessions`).join('\n')}`
  const { end } = await startHaproxy(section('http') + section('https'), ports.http)
  return { ports, end }
}
