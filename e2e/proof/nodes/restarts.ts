// Nodes are restarted one after the other behind HAProxy, at a steady load, and an older version serves beside a newer one.
import { connect } from 'node:tls'
import pg from 'pg'
import { killQuietly } from '../../processes.ts'
import type { Program } from '../../program.ts'
import { until } from '../../until.ts'
import { startNodes } from './nodes.ts'
import { withOldVersion } from './old-version.ts'
import { type SteadyLoad, steadyLoad } from './steady-load.ts'
import { balance } from './traffic.ts'

type Wanted = { rate: number; connections?: number; say?: (line: string) => void }

/** `sentAgain`: requests that met a kept connection at its end, which clients send again. */
export type Restarted = { due: number; answered: number; sentAgain: number; maxDuration: number; failures: string[] }

/** Ends and starts each of three nodes, so many times. */
export async function nodesRestarted({ rounds, ...wanted }: Wanted & { rounds: number }): Promise<Restarted> {
  const world = await startNodes({ count: 3 })
  try {
    return await underLoad(world, wanted, async () => {
      for (let round = 0; round < rounds; round++)
        for (const node of world.nodes) {
          await node.stop()
          await node.startAgain()
          await until('all nodes are ready', () => allReady(world.nodes), 120_000)
          wanted.say?.(`round ${round + 1}: a node was restarted`)
        }
    })
  } finally {
    await world.end()
  }
}

/** `shown`: after how many milliseconds all nodes show the new certificate. `states`: what was told of the restart meanwhile, once each. */
export type RestartedTogether = Restarted & { shown: number; states: string[] }

/** One call restarts three nodes in turn, so that each shows a changed certificate. */
export async function restartedByOneCall({
  workers = 1,
  ...wanted
}: Wanted & { workers?: number }): Promise<RestartedTogether> {
  const world = await startNodes({ count: 3, workers })
  const [first, second, third] = world.nodes
  const told = { shown: 0, states: new Set<string>() }
  try {
    if (!first || !second || !third) throw new Error('there are no three nodes')
    const restarted = await underLoad(world, wanted, async () => {
      const made = { type: 'server', commonName: 'gateway.example.org', days: 30 }
      await expect(first.call('POST', '/certificates', made), 201)
      const required = async ({ get }: Program) =>
        (await get<{ restartRequired: boolean }>('/keystore/cert')).restartRequired
      await until('every node knows it', async () => (await Promise.all(world.nodes.map(required))).every(Boolean))
      const wasAt = performance.now()
      await expect(second.call('POST', '/restart'), 200)
      const shows = async ({ ports }: Program) => (await readCertificate(ports.https)) === 'gateway.example.org'
      await until(
        'all show it',
        async () => {
          const { nodes } = await third.get<{ nodes: { state: string }[] }>('/restart')
          told.states.add(
            nodes
              .map(({ state }) => state)
              .toSorted()
              .join(', '),
          )
          return (await Promise.all(world.nodes.map(shows))).every(Boolean)
        },
        120_000,
      )
      told.shown = Math.round(performance.now() - wasAt)
      await until(
        'no node knows of a restart to do',
        async () => !(await Promise.all(world.nodes.map(required))).some(Boolean),
      )
      const { state, replaced, of } = await third.get<{ state: string; replaced: number; of: number }>('/restart')
      told.states.add(`${state}: ${replaced} of ${of}`)
    })
    return { ...restarted, shown: told.shown, states: [...told.states] }
  } finally {
    await world.end()
  }
}

async function expect(answered: Promise<{ status: number; text: string }>, status: number) {
  const answer = await answered
  if (answer.status !== status) throw new Error(`answered ${answer.status}: ${answer.text}`)
}

/** Resolves with the common name of the certificate that is shown on a new connection. */
const readCertificate = (port: number) =>
  new Promise<string | undefined>((resolve, reject) => {
    const socket = connect({ host: '127.0.0.1', port, rejectUnauthorized: false }, () => {
      resolve(String(socket.getPeerCertificate().subject.CN))
      socket.destroy()
    })
    socket.on('error', reject)
  })

/** Two nodes of an older version, whose store a node of this one migrates. The older ones serve on, and start again. */
export async function versionsSideBySide({
  seconds,
  old,
  ...wanted
}: Wanted & { seconds: number; old?: string | undefined }): Promise<Restarted & { commit: string }> {
  return withOldVersion(old, async ({ commit, launcher }) => {
    const world = await startNodes({ count: 3, launcher: (node) => (node < 2 ? launcher : undefined) })
    const [first, second] = world.nodes
    try {
      const restarted = await underLoad(world, wanted, async (load) => {
        const end = load.state.due + wanted.rate * seconds
        for (const { pid, kind } of first?.processes() ?? []) if (kind === 'control') killQuietly(pid)
        await second?.stop()
        await second?.startAgain()
        await until('all nodes are ready', () => allReady(world.nodes), 120_000)
        await until('the time is over', () => load.state.due >= end, (seconds + 60) * 1000)
      })
      return { ...restarted, commit }
    } finally {
      await world.end()
    }
  })
}

type World = Awaited<ReturnType<typeof startNodes>>

async function underLoad(
  { cluster, nodes, upstream }: World,
  { rate, connections = 16 }: Wanted,
  work: (load: SteadyLoad) => Promise<void>,
): Promise<Restarted> {
  await nodes[0]?.makeChannel({ name: 'lab', authType: 'public' }, upstream.port)
  await until('all nodes are ready', () => allReady(nodes))
  const balancer = await balance(nodes)
  const load = steadyLoad(`http://127.0.0.1:${balancer.ports.http}/lab`, { rate, connections })
  try {
    await work(load)
  } finally {
    await load.stop()
    await balancer.end()
  }
  const { due, answered, sentAgain, maxDuration, failures } = load.state
  const unrecorded = answered - (await countRecorded(cluster.url))
  return {
    ...{ due, answered, sentAgain, maxDuration: Math.round(maxDuration) },
    failures: unrecorded > 0 ? [...failures, `${unrecorded} answers are not recorded`] : failures,
  }
}

async function countRecorded(url: string) {
  const database = new pg.Client({ connectionString: url })
  await database.connect()
  try {
    const { rows } = await database.query<{ recorded: number }>(
      "select count(*)::int as recorded from transactions where status = 'Successful'",
    )
    return rows[0]?.recorded ?? 0
  } finally {
    await database.end()
  }
}

async function allReady(nodes: Program[]) {
  const answers = nodes.map(({ base }) =>
    fetch(`${base}/ready`).then(
      ({ ok }) => ok,
      () => false,
    ),
  )
  return (await Promise.all(answers)).every(Boolean)
}
