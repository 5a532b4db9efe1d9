// The primary is killed under load, and its synchronous standby promoted. The nodes know both by DATABASE_URL; no proxy stands before them.
import { setTimeout as pause } from 'node:timers/promises'
import pg from 'pg'
import { freePort } from '../../../server/src/testing/ports.ts'
import { type Cluster, type Standby, startStandby } from '../../../server/src/testing/postgres.ts'
import { until } from '../../until.ts'
import { seeded } from '../seeded.ts'
import { startNodes } from './nodes.ts'
import { type Compared, startTraffic } from './traffic.ts'

type Wanted = { failovers: number; seed?: number; connections?: number; say?: (line: string) => void }

/** `silences`: milliseconds without an answer, by promotion. */
export type FailedOver = Compared & { refused: number; silences: number[] }

// What a record may say of a request that was met by the failover.
const errors = /^(Interrupted: |The transaction could not be recorded|The outcome could not be recorded)/

export async function databaseFailsOver({
  failovers,
  seed = 1,
  connections = 8,
  say = () => undefined,
}: Wanted): Promise<FailedOver> {
  const otherPort = await freePort()
  const world = await startNodes({
    count: 2,
    databaseUrl: (url) => `${url.replace(/(@[^/]*)/, `$1,127.0.0.1:${otherPort}`)}?target_session_attrs=read-write`,
  })
  const draw = seeded(seed)
  const silences: number[] = []
  let primary = world.cluster
  let standby = await startStandby(primary, otherPort)
  const traffic = await startTraffic(world.nodes, { seed, connections, errors })
  try {
    for (let done = 0; done < failovers; done++) {
      await makeSynchronous(primary)
      await pause(500 + draw.below(1_500))
      const began = Date.now()
      await primary.halt('SIGQUIT')
      await standby.promote()
      // No second standby is there to wait for.
      await administer(standby, 'alter system reset synchronous_standby_names', 'select pg_reload_conf()')
      const promoted = Date.now()
      await until('requests are served again', () => traffic.clients.servedSince(promoted), 60_000)
      silences.push(traffic.clients.silence(began, Date.now()))
      const rebuilt: Standby = await rebuild(primary, standby)
      primary = standby
      standby = rebuilt
      if (done % 5 === 4) say(`${done + 1} failovers, ${traffic.clients.sent.length} requests`)
    }
    const refused = traffic.clients.sent.filter(({ answered }) => answered?.status === 503).length
    return { ...(await traffic.compare(primary.url)), refused, silences }
  } finally {
    await traffic.end()
    await world.end()
    await Promise.all([primary.stop(), standby.stop()])
  }
}

/** The former primary becomes the standby, on a copy of its own, at the same address. */
async function rebuild(former: Cluster, primary: Cluster) {
  await former.stop()
  return startStandby(primary, Number(new URL(former.url).port))
}

/** From now on a commit is answered only when the standby has it. */
async function makeSynchronous(primary: Cluster) {
  await administer(primary, "alter system set synchronous_standby_names = '*'", 'select pg_reload_conf()')
  await until('the standby is synchronous', async () => {
    const rows = await administer(primary, "select 1 from pg_stat_replication where sync_state = 'sync'")
    return rows.length > 0
  })
}

async function administer(cluster: Cluster, ...statements: string[]) {
  const admin = new pg.Client({ connectionString: cluster.url })
  await admin.connect()
  try {
    let rows: unknown[] = []
    for (const statement of statements) rows = (await admin.query(statement)).rows
    return rows
  } finally {
    await admin.end()
  }
}
