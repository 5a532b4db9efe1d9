// Whole nodes are killed at random moments under load, behind HAProxy.
import { setTimeout as pause } from 'node:timers/promises'
import pg from 'pg'
import type { Program } from '../../program.ts'
import { until } from '../../until.ts'
import { seeded } from '../seeded.ts'
import { startNodes } from './nodes.ts'
import { type Compared, startTraffic } from './traffic.ts'

type Wanted = { kills: number; seed?: number; connections?: number; say?: (line: string) => void }

/** `ended`: milliseconds from each kill until nothing that the killed node had begun was under way. */
export type Killed = Compared & { ended: number[] }

/** Kills one of three nodes after the other, each with all its processes. */
export async function nodesKilled({
  kills,
  seed = 1,
  connections = 8,
  say = () => undefined,
}: Wanted): Promise<Killed> {
  const world = await startNodes({ count: 3 })
  const traffic = await startTraffic(world.nodes, { seed, connections, errors: /^Interrupted: / })
  const draw = seeded(seed)
  const ended: number[] = []
  try {
    for (const node of world.nodes) node.keepRunning()
    for (let done = 0; done < kills; done++) {
      await pause(300 + draw.below(700))
      const victim = await until('all nodes serve', () => chooseVictim(world.nodes, draw.below(3)), 120_000)
      ended.push(await killNode(victim, world.cluster.url))
      if (done % 10 === 9)
        say(`${done + 1} kills, ${traffic.clients.sent.length} requests, slowest end ${Math.max(...ended)} ms`)
    }
    return { ...(await traffic.compare(world.cluster.url)), ended }
  } finally {
    await traffic.end()
    await world.end()
  }
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
